"""Give a fresh cluster its roles and databases: who owns and migrates, who only runs, and the sample company's own."""

from __future__ import annotations

from dataclasses import dataclass

from psycopg import sql

from config.servers.ports import LOOPBACK
from config.servers.postgres import Cluster

OWNER = "candor_owner"
APPLICATION = "candor_app"
PLATFORM_OWNER = "platform_owner"
DATABASE = "candor"
PLATFORM = "platform"


@dataclass(frozen=True)
class Passwords:
    """One password for each role."""

    owner: str
    application: str
    platform: str


def provision(cluster: Cluster, port: int, passwords: Passwords, *, may_create: bool) -> dict[str, str]:
    """Create what is missing and return the addresses by the names of the settings.

    `may_create` lets the owners make further databases, which a test run needs and nothing else gets.
    """
    roles = {OWNER: passwords.owner, APPLICATION: passwords.application, PLATFORM_OWNER: passwords.platform}
    with cluster.connect(port) as connection:
        (identity,) = connection.execute("select system_identifier from pg_control_system()").fetchone() or (
            "",
        )
        have = {name for (name,) in connection.execute("select rolname from pg_roles")}
        for role, password in roles.items():
            creator = sql.SQL("createdb" if may_create and role != APPLICATION else "nocreatedb")
            verb = sql.SQL("alter role" if role in have else "create role")
            statement = sql.SQL("{} {} login nosuperuser nocreaterole {} password {}")
            connection.execute(statement.format(verb, sql.Identifier(role), creator, sql.Literal(password)))
        if may_create:
            # The tests migrate as the owner and then run with the rights of the application.
            connection.execute(
                sql.SQL("grant {} to {}").format(sql.Identifier(APPLICATION), sql.Identifier(OWNER))
            )
        databases = {name for (name,) in connection.execute("select datname from pg_database")}
        for database, owner in ((DATABASE, OWNER), (PLATFORM, PLATFORM_OWNER)):
            name = sql.Identifier(database)
            if database not in databases:
                connection.execute(
                    sql.SQL("create database {} owner {} template template0").format(
                        name, sql.Identifier(owner)
                    )
                )
            connection.execute(sql.SQL("revoke all on database {} from public").format(name))
        # So that the owner can try what the application may do, which is less.
        connection.execute(
            sql.SQL("grant {} to {}").format(sql.Identifier(APPLICATION), sql.Identifier(OWNER))
        )
        connection.execute(
            sql.SQL("grant connect on database {} to {}").format(
                sql.Identifier(DATABASE), sql.Identifier(APPLICATION)
            )
        )
    # Before PostgreSQL 15 anybody may create tables in the public schema.
    for database in (DATABASE, PLATFORM):
        with cluster.connect(port, database) as connection:
            connection.execute("revoke create on schema public from public")
    return {
        "cluster": str(identity),
        "DATABASE_URL": address(APPLICATION, passwords.application, port, DATABASE),
        "DATABASE_OWNER_URL": address(OWNER, passwords.owner, port, DATABASE),
        "PLATFORM_DATABASE_URL": address(PLATFORM_OWNER, passwords.platform, port, PLATFORM),
    }


def address(role: str, password: str, port: int, database: str) -> str:
    """Return the address of a database for one role."""
    return f"postgresql://{role}:{password}@{LOOPBACK}:{port}/{database}"
