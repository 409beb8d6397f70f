"""Pages for the owner of a manual store, opened from a mail without an account: look, and answer."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.actor import Actor
from accounts.datamap.vocabulary import StoreMap
from accounts.errors import TooManyAttempts
from accounts.public_forms import PublicRequest, public_form
from accounts.rate_limits import count, place_of
from accounts.sealing import readable
from exports.actions.owners import OwnerCodeRefused, TooManyFiles, add_file, open_question, send_owner_code
from exports.actions.questions import QuestionOver, answer_for_store
from exports.models import StoreTask
from exports.outside.answers import name_of
from exports.outside.forms import FileForm, NoteForm, OwnerCodeForm, RefusalForm
from exports.outside.identities import values_of
from exports.outside.links import pass_of, passes, task_of
from exports.outside.stores import find

ANSWERS = {"nothing": "nothing_held", "done": "completed", "refuse": "refused"}
"""What the buttons that end a task say, and what that is."""


@public_form("store-task")
@require_http_methods(["GET", "HEAD", "POST"])
def store_task(request: PublicRequest, token: str) -> HttpResponse:
    """Show what is asked; after a mailed code, about whom; and take the owner's answer.

    The address says nothing, and neither does the page before the code was entered. Whoever is past it carries a
    pass in the forms of the page.
    """
    task = task_of(token)
    store = find(task.store) if task else None
    if task is None or store is None or store.manual is None:
        raise Http404
    if not task.takes_answers:
        return _page(request, "over", task, store)
    if request.method != "POST":
        return _page(request, "door", task, store)
    try:
        if passes(task, request.POST.get("pass", "")):
            return _inside(request, task, store)
        return _at_the_door(request, task, store)
    except QuestionOver:
        task.refresh_from_db()
        return _page(request, "over", task, store)


def _at_the_door(request: PublicRequest, task: StoreTask, store: StoreMap) -> HttpResponse:
    """Mail a code, or take it."""
    actor = _owner(task)
    if request.POST.get("do") == "open":
        form = OwnerCodeForm(request.POST)
        if form.is_valid():
            try:
                count("code", place_of(request))
                open_question(task, actor=actor, code=form.cleaned_data["code"])
                return _opened(request, task, store)
            except (OwnerCodeRefused, TooManyAttempts) as error:
                form.add_error("code", str(error.message))
        return _page(request, "code", task, store, form=form)
    problem = ""
    try:
        count("mailbox", str(task.ref))
        send_owner_code(task, actor=actor)
    except TooManyAttempts as error:
        problem = str(error.message)
    return _page(request, "code", task, store, form=OwnerCodeForm(), problem=problem)


def _inside(request: PublicRequest, task: StoreTask, store: StoreMap) -> HttpResponse:
    """Take a file, ask whether the owner is sure, or take the answer."""
    wanted = request.POST.get("do", "")
    if wanted == "file":
        form = FileForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                add_file(task, file=form.cleaned_data["file"], actor=_owner(task))
                form = FileForm()
            except TooManyFiles as error:
                form.add_error("file", str(error.message))
        return _opened(request, task, store, file_form=form)
    verb, _, sure = wanted.partition("-")
    if verb not in ANSWERS:
        return _opened(request, task, store)
    if verb == "done" and task.verb == StoreTask.Verb.ACCESS and not task.answers.exists():
        form = FileForm({}, {})
        form.is_valid()
        return _opened(request, task, store, file_form=form)
    note_form = _note_form(verb, task)
    if sure and note_form is not None:
        note_form = type(note_form)(request.POST)
    if not sure or (note_form is not None and not note_form.is_valid()):
        return _page(request, "sure", task, store, answer=verb, form=note_form, **{"pass": pass_of(task)})
    note = note_form.cleaned_data["note"] if note_form is not None else ""
    answered = answer_for_store(task, said=ANSWERS[verb], actor=_owner(task), note=note)
    return _page(request, "over", answered, store)


def _note_form(verb: str, task: StoreTask) -> NoteForm | None:
    """Return the form in which a note is asked for; none where files or a plain answer say enough."""
    if verb == "refuse":
        return RefusalForm()
    return NoteForm() if verb == "done" and task.verb != StoreTask.Verb.ACCESS else None


def _opened(
    request: PublicRequest, task: StoreTask, store: StoreMap, *, file_form: FileForm | None = None
) -> HttpResponse:
    """Show about whom it is, as far as that was verified, and what can be answered."""
    files = [
        {"name": name_of(answer), "size": answer.size}
        for answer in task.answers.select_related("task__subject")
    ]
    return _page(
        request,
        "open",
        task,
        store,
        identifiers=sorted(values_of(task.subject, store.key).items()),
        changes=readable(task.subject, task.sealed_changes, life="account"),
        files=files,
        form=file_form or FileForm(),
        **{"pass": pass_of(task)},
    )


def _page(
    request: PublicRequest, name: str, task: StoreTask, store: StoreMap, **context: Any
) -> HttpResponse:
    values = {"task": task, "store": store, "token": getattr(request, "form_token", ""), **context}
    return render(request, f"exports/store_task_{name}.html", values)


def _owner(task: StoreTask) -> Actor:
    """Return who answers: the owner of the store, whom the map names and who has no account here."""
    return Actor("api", f"owner of {task.store}")
