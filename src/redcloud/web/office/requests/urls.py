"""URLs of requests to branches."""

from django.urls import path

from redcloud.web.office.requests import answers, views

urlpatterns = [
    path("office/<int:organisation_id>/requests/", views.sent, name="office-requests"),
    path("office/<int:organisation_id>/requests/new/", views.write, name="office-request-new"),
    path("office/requests/<uuid:uid>/answers/", answers.answers, name="office-request-answers"),
    path("office/requests/<uuid:uid>/answers.csv", answers.as_csv, name="office-request-answers-csv"),
    path("office/requests/<uuid:uid>/answers.xlsx", answers.as_xlsx, name="office-request-answers-export"),
    path("office/requests/<uuid:uid>/withdraw/", views.withdraw, name="office-request-withdraw"),
]
