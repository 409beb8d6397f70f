"""`manage.py trial`: the whole portal on one machine, with a sample company, until Ctrl-C."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from pathlib import Path

from config.bootstrap.places import NoPlaceError, place
from config.servers import ServerError
from config.servers.launcher import launch
from config.servers.ports import is_free
from config.servers.processes import Family
from config.trial.company import MAPS, own_maps, refuse_two_companies, without_sample
from config.trial.external import refuse_filled_database
from config.trial.folder import TrialFolder
from config.trial.programs import Portal
from config.trial.runner import Runner, StepError
from config.trial.screen import Screen
from config.trial.steps import take_steps

SETTINGS = "config.settings.trial"
FIRST_PORT = 8000
PORTS_TRIED = 50


def main(root: str, arguments: list[str]) -> int:
    """Serve until stopped; return 0 after Ctrl-C, 1 with a sentence when something is in the way."""
    began = time.monotonic()
    options = parse(arguments)
    # Both end the trial in order, also where the shell that started it in the background had SIGINT ignored.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    screen = Screen()
    try:
        folder = TrialFolder(place(Path(root), ".trial"))
        if options.run is not None:
            return run_inside(root, folder, options.run)
        if not folder.hold():
            return answer_for_the_running_one(folder, options, screen)
        return serve(Path(root), folder, options, screen, began)
    except (ServerError, StepError, NoPlaceError) as error:
        screen.head(f"\n{error}")
        return 1
    except KeyboardInterrupt:
        screen.head("\nStopped.")
        return 0


def parse(arguments: list[str]) -> argparse.Namespace:
    """Read the command line; argparse answers for what it does not understand."""
    parser = argparse.ArgumentParser(
        prog="manage.py trial",
        description="Run the whole portal here, with a sample company. Ctrl-C stops it; what it holds is kept.",
    )
    parser.add_argument(
        "--port", type=port_number, help=f"the port to serve on (else {FIRST_PORT} or the next free one)"
    )
    parser.add_argument(
        "--reset", action="store_true", help="throw away what earlier trials left here, and start over"
    )
    parser.add_argument(
        "--days", type=positive, help="move the trial's clock forward, also while it runs", metavar="N"
    )
    parser.add_argument(
        "--run",
        nargs=argparse.REMAINDER,
        help="run a management command inside the running trial",
        metavar="COMMAND",
    )
    return parser.parse_args(arguments)


def port_number(text: str) -> int:
    """Read a port."""
    number = int(text)
    if not 1 <= number <= 65_535:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return number


def positive(text: str) -> int:
    """Read a number of days; time does not go back."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("the clock only moves forward: give 1 or more")
    return number


def answer_for_the_running_one(folder: TrialFolder, options: argparse.Namespace, screen: Screen) -> int:
    """Move the clock of the trial that runs in this folder, or say where it is."""
    address = folder.running().get("address")
    where = f"at {address}" if address else "and is still starting"
    if options.days and not options.reset:
        ahead = folder.move_clock(options.days)
        screen.head(f"The running trial's clock is now {ahead} days ahead. It serves {where}.")
        return 0
    screen.head(f"A trial already runs in this folder {where}. Stop it with Ctrl-C in its terminal first.")
    return 1


def serve(root: Path, folder: TrialFolder, options: argparse.Namespace, screen: Screen, began: float) -> int:
    """Bring everything up, say where it is, and stay until stopped."""
    screen.head(f"Candor trial, kept in {folder.path}")
    with Family(folder.path / "processes.json") as family:
        if options.reset:
            folder.empty()
            screen.show("Everything from earlier trials is removed")
        if options.days:
            screen.show(f"The clock is {folder.move_clock(options.days)} days ahead")
        port = choose_port(options.port, folder.preferred_port())
        maps = own_maps(root, os.environ)
        screen.tick("Servers", "")
        environ = prepare_environment(folder, family, port, screen, maps)
        refuse_two_companies(folder, maps)
        with Runner(root, folder.logs / "steps.log", environ, screen) as runner:
            told = take_steps(runner, folder, maps)
        portal = Portal(root, folder, family, environ, port)
        portal.start()
        screen.tick("Web, worker and beat", "")
        portal.wait_until_ready()
        folder.remember(port=port)
        address = environ["CANDOR_BASE_URL"]
        folder.announce(address, {name: environ[name] for name in environ if name not in os.environ})
        try:
            screen.head(summary(address, told, folder, time.monotonic() - began))
            while True:
                time.sleep(0.5)
                portal.revive(screen.head)
        finally:
            # A second Ctrl-C would only leave things half stopped.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            folder.withdraw()


def prepare_environment(
    folder: TrialFolder, family: Family, port: int, screen: Screen, maps: tuple[Path, ...]
) -> dict[str, str]:
    """Start the servers and return the environment that every program of the trial gets.

    Over the operator's own data maps the company's databases are those that the environment names, and nothing is made in them.
    """
    refuse_filled_database(os.environ, folder)
    named = without_sample(os.environ, {}) if maps else os.environ
    variables = launch(folder.path, family, throwaway=False, environ=named, say=screen.show)
    if maps:
        variables = without_sample(variables, os.environ) | {MAPS: ",".join(map(str, maps))}
        screen.show(
            f"Data maps of your own: {variables[MAPS]}. A deletion or correction here is one in their databases"
        )
    cluster = variables.pop("cluster")
    if folder.remembered("cluster") != cluster:
        folder.forget_steps()
        folder.remember(cluster=cluster)
    return {
        **os.environ,
        **variables,
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "CANDOR_STATE_DIR": str(folder.state),
        "CANDOR_BASE_URL": f"http://localhost:{port}",
        "CANDOR_PORT": str(port),
        # Web and worker run the checks by themselves (config/startup.py); twice, and in beat too, is time for nothing.
        "CELERY_SKIP_CHECKS": "1",
    }


def choose_port(wished: int | None, before: int | None) -> int:
    """Return the port to serve on; raise ServerError when the one that was asked for is taken."""
    if wished is not None:
        if is_free(wished):
            return wished
        raise ServerError(
            f"Port {wished} is in use or not yours to use. Name another with --port, or leave it out."
        )
    tried: list[int] = [*([before] if before else []), *range(FIRST_PORT, FIRST_PORT + PORTS_TRIED)]
    for port in tried:
        if is_free(port):
            return port
    raise ServerError(f"No port from {FIRST_PORT} to {tried[-1]} is free. Name one with --port.")


def summary(address: str, told: list[str], folder: TrialFolder, seconds: float) -> str:
    """Say where everything is."""
    people = ["", "Sign in as", *(f"  {line}" for line in told)] if told else []
    return "\n".join(
        [
            "",
            f"Candor is ready after {seconds:.0f} s.",
            "",
            f"  Portal   {address}/",
            f"  Mail     {address}/trial/mailbox",
            f"  Logs     {folder.logs}",
            *people,
            "",
            "Ctrl-C stops everything and keeps what it holds. In another terminal, in this folder:",
            "  python3 manage.py trial --days 10    moves the clock forward by ten days",
            "",
        ]
    )


def run_inside(root: str, folder: TrialFolder, command: list[str]) -> int:
    """Replace this process by a management command in the environment of the running trial."""
    variables = folder.running().get("variables")
    if not variables:
        raise ServerError(
            "No trial runs in this folder. Start one in another terminal: python3 manage.py trial"
        )
    os.environ.update(variables)
    sys.stdout.flush()
    manage = str(Path(root) / "manage.py")
    os.execv(sys.executable, [sys.executable, manage, *command])  # noqa: S606 - the command takes this process's place.
