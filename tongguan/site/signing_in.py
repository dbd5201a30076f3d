"""How people sign in: settings of allauth and of sessions."""

import os

from django.core.exceptions import ImproperlyConfigured

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "tongguan.doors.look.accounts.Accounts"
SOCIALACCOUNT_ADAPTER = "tongguan.doors.look.accounts.OutsideAccounts"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300  # seconds after which a change of password or second factor asks again
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key,50/15m/ip", "login": "60/m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Tongguan"
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "account_login", "/", "/"
SESSIONS_AT_ONCE = 3  # more, and the oldest ends
SESSION_COOKIE_AGE = 3600  # seconds without a request after which a session ends
SESSION_LASTS = 12 * 3600  # and the longest that any lasts
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
if _issuer := os.environ.get("TONGGUAN_OIDC_ISSUER"):
    for _name in ("TONGGUAN_OIDC_CLIENT", "TONGGUAN_OIDC_SECRET"):
        if not os.environ.get(_name):
            raise ImproperlyConfigured(f"{_name}: must be in the environment beside TONGGUAN_OIDC_ISSUER")
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "house",
                    "name": os.environ.get("TONGGUAN_OIDC_NAME") or "OpenID",
                    "client_id": os.environ["TONGGUAN_OIDC_CLIENT"],
                    "secret": os.environ["TONGGUAN_OIDC_SECRET"],
                    "settings": {"server_url": _issuer},
                }
            ]
        }
    }
    SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
