"""The names of a scope, and of the class round it, before and after a branch."""

from __future__ import annotations

from tf2migrate.analysis.program import Definition, Environment


def class_environment(env: Environment | None) -> Environment | None:
    """The names of the class round this scope: the first environment that holds a method."""
    while env is not None:
        if env.owner is not None:
            return env
        env = env.parent
    return None


def names_now(env: Environment) -> list[tuple[Environment, dict[str, tuple[Definition, ...]]]]:
    """The names of a scope, and of the class it belongs to, as they are now."""
    attributes = class_environment(env)
    return [(known, dict(known.names)) for known in (env, attributes) if known is not None]


def restore_names(env: Environment, names: list[tuple[Environment, dict]]) -> None:
    for known, before in names:
        known.names = dict(before)


def merge_names(env: Environment, other: list[tuple[Environment, dict]]) -> None:
    for known, names in other:
        for name, definitions in names.items():
            mine = known.names.get(name, ())
            known.names[name] = mine + tuple(d for d in definitions if d not in mine)
