"""Writes to accounts, by noun. Loaded at start-up, so that every act is declared."""

from jingwei.accounts.services.passwords import (
    own_password_change,
    password_new,
    user_password_set,
)
from jingwei.accounts.services.roles import (
    administrator_roles,
    excluded_by,
    roles,
    roles_sync,
    second_factor_roles,
)
from jingwei.accounts.services.second_factor import (
    second_factor_held,
    second_factor_noted,
    second_factor_reset,
    second_factor_wanted,
)
from jingwei.accounts.services.sessions import own_sessions_end, session_seen, sessions_end
from jingwei.accounts.services.sign_in import (
    user_sign_in,
    user_sign_in_failed,
    user_sign_out,
    user_unlock,
)
from jingwei.accounts.services.trail import trail_exported, trail_reported
from jingwei.accounts.services.users import (
    user_change,
    user_create,
    user_grant,
    user_set_active,
)

__all__ = [
    "administrator_roles",
    "excluded_by",
    "own_password_change",
    "own_sessions_end",
    "password_new",
    "roles",
    "roles_sync",
    "second_factor_held",
    "second_factor_noted",
    "second_factor_reset",
    "second_factor_roles",
    "second_factor_wanted",
    "session_seen",
    "sessions_end",
    "trail_exported",
    "trail_reported",
    "user_change",
    "user_create",
    "user_grant",
    "user_password_set",
    "user_set_active",
    "user_sign_in",
    "user_sign_in_failed",
    "user_sign_out",
    "user_unlock",
]
