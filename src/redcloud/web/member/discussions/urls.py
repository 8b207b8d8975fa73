"""URLs of discussions."""

from django.urls import path

from redcloud.web.member.discussions import views

urlpatterns = [
    path("discussions/comments/<uuid:uid>/delete/", views.delete, name="discussion-delete"),
    path("discussions/comments/<uuid:uid>/restore/", views.restore, name="discussion-restore"),
    path("discussions/comments/<uuid:uid>/report/", views.report, name="discussion-report"),
    path("discussions/comments/<uuid:uid>/subject/", views.subject, name="discussion-subject"),
    path("discussions/<slug:kind>/<uuid:uid>/", views.discussion, name="discussion"),
    path("discussions/<slug:kind>/<uuid:uid>/consent/", views.consent, name="discussion-consent"),
]
