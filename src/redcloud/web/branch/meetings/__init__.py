"""Web branch, feature meetings: call a meeting, its page, its roll, its minutes; read by members too."""
