"""People and groups, as administrators keep them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser, Group
from django.db import transaction

from access import passwords
from access.access import NotHere
from access.models import User


class PeopleError(Exception):
    """A change that is refused; the text says why."""


@dataclass(frozen=True)
class Newcomer:
    """Somebody who has just been given a password. It is known now and never again."""

    user: User
    password: str


def check_administrator(user: User | AnonymousUser) -> None:
    """Refuse everybody but administrators, in the words for an unknown address."""
    if not (user.is_active and user.is_superuser):
        raise NotHere("There is no such page.")


def access_person(by: User | AnonymousUser, user_id: int) -> User:
    """A person, for administrators."""
    check_administrator(by)
    person = User.objects.filter(pk=user_id).first()
    if person is None:
        raise NotHere("There is no such person.")
    return person


def access_group(by: User | AnonymousUser, group_id: int) -> Group:
    """A group, for administrators."""
    check_administrator(by)
    group = Group.objects.filter(pk=group_id).first()
    if group is None:
        raise NotHere("There is no such group.")
    return group


def set_administrator(user: User, *, wanted: bool) -> None:
    """Make somebody an administrator (who may also use /admin/), or an ordinary person again."""
    user.is_superuser = user.is_staff = wanted


@transaction.atomic
def welcome(user: User, *, administrator: bool, groups: Iterable[Group]) -> Newcomer:
    """Create a person with a generated password."""
    set_administrator(user, wanted=administrator)
    password = passwords.generated()
    user.set_password(password)
    user.save()
    user.groups.set(groups)
    return Newcomer(user, password)


def give_password(user: User) -> Newcomer:
    """Replace the password with a generated one; it ends all of this person's sessions and API tokens."""
    password = passwords.generated()
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        user.api_tokens.all().delete()
    return Newcomer(user, password)


@transaction.atomic
def change(user: User, *, administrator: bool, groups: Iterable[Group], by: User) -> None:
    """Change what somebody may do. Nobody shuts himself out."""
    if user.pk == by.pk and not (user.is_active and administrator):
        raise PeopleError("You can't take your own rights away. Ask another administrator.")
    set_administrator(user, wanted=administrator)
    user.save()
    user.groups.set(groups)


@transaction.atomic
def set_members(group: Group, members: Iterable[User]) -> Group:
    """Save a group with exactly these members."""
    group.save()
    group.user_set.set(members)
    return group
