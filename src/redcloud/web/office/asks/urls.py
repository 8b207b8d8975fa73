"""URLs of what is proposed to branches to study."""

from django.urls import path

from redcloud.web.office.asks import views

urlpatterns = [
    path("office/<int:organisation_id>/study/", views.asks, name="office-study"),
    path("office/study/<uuid:uid>/withdraw/", views.withdraw, name="office-study-withdraw"),
]
