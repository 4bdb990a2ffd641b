"""Addresses of access."""

from django.urls import URLPattern, path

from access.views import account, collections, groups, people, sharing, signing

app_name = "access"
urlpatterns: list[URLPattern] = [
    path("sign-in/", signing.SignIn.as_view(), name="sign-in"),
    path("sign-out/", signing.sign_out, name="sign-out"),
    path("account/", account.account, name="account"),
    path("account/password/", account.password, name="password"),
    path("account/tokens/", account.token_new, name="token-new"),
    path("account/tokens/<int:token_id>/revoke/", account.token_revoke, name="token-revoke"),
    path("collections/", collections.collections, name="collections"),
    path("collections/new/", collections.collection_new, name="collection-new"),
    path("collections/<uuid:collection_id>/settings/", collections.collection_settings, name="collection-settings"),
    path("collections/<uuid:collection_id>/sharing/", sharing.sharing, name="sharing"),
    path("collections/<uuid:collection_id>/sharing/<int:grant_id>/", sharing.grant_change, name="grant-change"),
    path("collections/<uuid:collection_id>/sharing/<int:grant_id>/remove/", sharing.grant_remove, name="grant-remove"),
    path("people/", people.people, name="people"),
    path("people/new/", people.person_new, name="person-new"),
    path("people/<int:user_id>/", people.person, name="person"),
    path("people/<int:user_id>/password/", people.person_password, name="person-password"),
    path("groups/", groups.groups, name="groups"),
    path("groups/<int:group_id>/", groups.group, name="group"),
    path("groups/<int:group_id>/delete/", groups.group_delete, name="group-delete"),
]
