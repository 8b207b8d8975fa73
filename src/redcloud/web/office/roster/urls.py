"""URLs of the roster."""

from django.urls import path

from redcloud.web.office.roster import accounts, views

urlpatterns = [
    path("office/<int:organisation_id>/roster/", views.roster, name="office-roster"),
    path("office/<int:organisation_id>/roster/apply/", views.apply, name="office-roster-apply"),
    path("office/<int:organisation_id>/roster/codes/", views.leader_codes, name="office-roster-codes"),
    path("office/<int:organisation_id>/roster/accounts/", accounts.accounts, name="office-accounts"),
    path(
        "office/<int:organisation_id>/roster/accounts/withdraw/",
        accounts.withdraw,
        name="office-accounts-withdraw",
    ),
]
