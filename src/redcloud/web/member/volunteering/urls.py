"""URLs of one's own volunteering."""

from django.urls import path

from redcloud.web.member.volunteering import views

urlpatterns = [
    path("volunteering/", views.volunteering, name="member-volunteering"),
    path("volunteering/<uuid:uid>/withdraw/", views.withdraw, name="member-volunteering-withdraw"),
]
