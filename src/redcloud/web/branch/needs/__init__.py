"""Web branch, feature needs: what residents ask of the branch: take, answer, mark solved, pass on."""
