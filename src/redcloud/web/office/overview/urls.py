"""URLs of the officer's overview."""

from django.urls import path

from redcloud.web.office.overview import needs, views

urlpatterns = [
    path("office/", views.office, name="office"),
    path("office/<int:organisation_id>/", views.office_overview, name="office-overview"),
    path("office/<int:organisation_id>/figures.csv", views.figures_csv, name="office-figures-csv"),
    path("office/<int:organisation_id>/needs/<uuid:uid>/", needs.office_need, name="office-need"),
    path("office/<int:organisation_id>/needs/<uuid:uid>/photo/", needs.photo, name="office-need-photo"),
    path("office/complaints/<uuid:uid>/", needs.office_complaint, name="office-complaint"),
]
