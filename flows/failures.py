"""What can go wrong, said for people, each with the exit code that a scheduler reads. No message holds a row's content."""


class Failure(Exception):
    """Something that the person at the keyboard can do something about: what happened, where, and what to do."""

    exit_code = 1


class WrongUsage(Failure):
    """The command cannot be carried out as it was given, or a month is out of order."""

    exit_code = 2


class DeliveryRefused(Failure):
    """The delivery as a whole cannot be settled."""

    exit_code = 3


class FactsIncomplete(Failure):
    """A fact is missing, contradicts itself or may not be relied on."""

    exit_code = 4


class IntegrityFailed(Failure):
    """The figures do not add up; nothing was published."""

    exit_code = 5


class HomeBusy(Failure):
    """Another run holds the home."""

    exit_code = 6
