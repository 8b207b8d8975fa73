"""URLs of the own account."""

from django.urls import path

from redcloud.web.member.account import views

urlpatterns = [
    path("account/", views.account, name="account"),
    path("account/language/", views.language, name="account-language"),
    path("account/consent/", views.consent, name="account-consent"),
    path("account/export/", views.export, name="account-export"),
    path("account/erase/", views.erase, name="account-erase"),
]
