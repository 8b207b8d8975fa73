"""URLs of a branch's own pages."""

from django.urls import path

from redcloud.web.branch.home import answers, views

urlpatterns = [
    path("branches/<int:branch_id>/", views.branch_home, name="branch-home"),
    path("branches/<int:branch_id>/due/call/", views.call_due_now, name="branch-due-call"),
    path("branches/<int:branch_id>/due/answer/", answers.answer_due_now, name="branch-due-answer"),
    path("branches/<int:branch_id>/due/answer/back/", answers.take_back, name="branch-due-answer-back"),
    path("branches/<int:branch_id>/reports/", views.reports, name="branch-reports"),
    path("branches/reports/<int:report_id>/answer/", views.answer, name="branch-report-answer"),
]
