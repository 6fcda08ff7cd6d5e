"""A Superset for one machine: its state under SUPERSET_HOME, the secret from the environment, no news to anybody."""

import os

SECRET_KEY = os.environ["SUPERSET_SECRET_KEY"]
SQLALCHEMY_DATABASE_URI = f"sqlite:///{os.environ['SUPERSET_HOME']}/superset.db"
# Pages load from this server alone: without this, each asks for a picture elsewhere, which counts visits.
TALISMAN_CONFIG = {
    "content_security_policy": {
        "base-uri": ["'self'"],
        "default-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "worker-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "object-src": "'none'",
        "style-src": ["'self'", "'unsafe-inline'"],
        "script-src": ["'self'", "'unsafe-eval'", "'strict-dynamic'"],
    },
    "content_security_policy_nonce_in": ["script-src"],
    "force_https": False,
    "session_cookie_secure": False,
}

# By PostgreSQL's own numbers of its types.
TYPES = {
    16: "BOOLEAN",
    20: "BIGINT",
    21: "SMALLINT",
    23: "INTEGER",
    25: "TEXT",
    700: "REAL",
    701: "DOUBLE PRECISION",
    1043: "VARCHAR",
    1082: "DATE",
    1114: "TIMESTAMP",
    1184: "TIMESTAMP WITH TIME ZONE",
    1700: "NUMERIC",
}


def FLASK_APP_MUTATOR(app):  # noqa: N802
    """Superset asks psycopg2 (LGPL) what a column's type is called; pg8000 (BSD) needs it said."""
    from superset.db_engine_specs.postgres import PostgresEngineSpec

    PostgresEngineSpec.get_datatype = classmethod(lambda cls, number: TYPES.get(number))
