"""URLs of the administration."""

from django.urls import path

from redcloud.web.office.administration import places, slips, staff, views

AT = "office/<int:organisation_id>/administration/"

urlpatterns = [
    path(AT, views.administration, name="office-administration"),
    path(f"{AT}name/", views.name, name="office-name"),
    path(f"{AT}slip/", slips.slip, name="office-password-slip"),
    path(f"{AT}staff/", staff.staff, name="office-staff"),
    path(f"{AT}staff/end/", staff.end, name="office-staff-end"),
    path(f"{AT}places/", places.places, name="office-places"),
    path(f"{AT}places/<int:place_id>/", places.place, name="office-place"),
    path(f"{AT}places/<int:place_id>/delete/", places.delete, name="office-place-delete"),
]
