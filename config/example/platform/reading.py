"""Rows of what members do as readers: claps, highlights, follows, lists, histories, searches, shares, alerts."""

from collections.abc import Iterator

from config.example.platform import words
from config.example.platform.reference import topic_ids
from config.example.platform.world import Person, Row, Story, Tables, World, after, new_id

TABLES = Tables()
HEAVY_READER_ROWS = 5_000


@TABLES("claps", "member_id story_id count last_at")
def claps(world: World) -> Iterator[Row]:
    """Applaud stories."""
    dice = world.dice("claps")
    for person in world.people:
        for story in dice.sample(world.stories, world.count(dice, person, 12, most=len(world.stories) // 2)):
            if story.author is not person:
                yield person.id, story.id, dice.randint(1, 50), _since(world, person, story, dice.random())


@TABLES("highlights", "member_id story_id paragraph letters note shown made_at")
def highlights(world: World) -> Iterator[Row]:
    """Mark passages of other people's stories, by their place: the author's words are not copied."""
    dice = world.dice("highlights")
    for person in world.people:
        for _ in range(world.count(dice, person, 6)):
            story = dice.choice(world.stories)
            note = words.sentence(dice) if dice.random() < 0.2 else None
            paragraph = dice.randrange(len(story.paragraphs))
            length = len(story.paragraphs[paragraph])
            start = dice.randrange(length // 2)
            letters = f"[{start},{dice.randint(start + 1, length)})"
            made = _since(world, person, story, dice.random())
            yield person.id, story.id, paragraph, letters, note, dice.random() < 0.7, made


@TABLES("follows", "follower_id followed_id since")
def follows(world: World) -> Iterator[Row]:
    """Follow other members; those who have none of anything are not followed either."""
    dice = world.dice("follows")
    busy = [person for person in world.people if person.busy > 0]
    for person in world.people:
        for other in dice.sample(busy, world.count(dice, person, 8, most=len(busy) // 2)):
            if other is not person:
                start = max(person.row["joined_at"], other.row["joined_at"])
                yield person.id, other.id, after(dice, start, world.anchor)


@TABLES("mutes", "member_id muted_id since")
def mutes(world: World) -> Iterator[Row]:
    """Hear less of somebody, who does not know."""
    dice = world.dice("mutes")
    busy = [person for person in world.people if person.busy > 0]
    for person in world.people:
        other = dice.choice(busy)
        if world.has(dice, person, 0.1) and other is not person:
            yield person.id, other.id, world.moment(dice, person)


@TABLES("blocks", "blocker_id blocked_id since")
def blocks(world: World) -> Iterator[Row]:
    """Shut somebody out."""
    dice = world.dice("blocks")
    busy = [person for person in world.people if person.busy > 0]
    for person in world.people:
        other = dice.choice(busy)
        if world.has(dice, person, 0.08) and other is not person:
            yield person.id, other.id, world.moment(dice, person)


@TABLES("topic_follows", "member_id topic_id since")
def topic_follows(world: World) -> Iterator[Row]:
    """Follow topics."""
    dice = world.dice("topic_follows")
    ids = list(topic_ids().values())
    for person in world.people:
        for topic in dice.sample(ids, world.count(dice, person, 4, most=len(ids))):
            yield person.id, topic, world.moment(dice, person)


@TABLES("lists", "id owner_id title about shown made_at")
def lists(world: World) -> Iterator[Row]:
    """Keep lists of stories."""
    dice = world.dice("lists")
    for person in world.people:
        for number in range(world.count(dice, person, 1.5, most=6)):
            own = new_id(dice)
            world.made.setdefault("lists", []).append((own, person))
            title = "Read later" if number == 0 else words.title(dice)
            about = words.sentence(dice) if person.full or dice.random() < 0.3 else None
            yield own, person.id, title, about, dice.random() < 0.3, world.moment(dice, person)


@TABLES("list_items", "list_id story_id place note added_at")
def list_items(world: World) -> Iterator[Row]:
    """Put stories on the lists."""
    dice = world.dice("list_items")
    for number, person in world.made["lists"]:
        for place, story in enumerate(dice.sample(world.stories, dice.randint(1, 8)), start=1):
            note = words.sentence(dice) if dice.random() < 0.1 else None
            yield number, story.id, place, note, _since(world, person, story, dice.random())


@TABLES("reading_history", "member_id story_id device_id read_at seconds share_read came_from")
def reading_history(world: World) -> Iterator[Row]:
    """Note every story that was opened; one reader has thousands."""
    dice = world.dice("reading_history")
    devices: dict[object, list[object]] = {}
    for device, owner in world.made["devices"]:
        devices.setdefault(owner.id, []).append(device)
    for person in world.people:
        own = [*devices.get(person.id, []), None]
        number = HEAVY_READER_ROWS if person.key == "amina" else world.count(dice, person, 30)
        for _ in range(number):
            story = dice.choice(world.stories)
            came = dice.choice((None, "digest", "https://search.example/", "home", "a list"))
            at = _since(world, person, story, dice.random())
            yield (
                person.id,
                story.id,
                dice.choice(own),
                at,
                dice.randint(3, 1800),
                round(dice.random(), 3),
                came,
            )


@TABLES("searches", "member_id words results at")
def searches(world: World) -> Iterator[Row]:
    """Note what was looked for."""
    dice = world.dice("searches")
    for person in world.people:
        for _ in range(world.count(dice, person, 4)):
            yield (
                person.id,
                f"{dice.choice(words.OBJECTS)} {dice.randint(1, 99)}",
                dice.randint(0, 400),
                world.moment(dice, person, 365),
            )


@TABLES("shared_links", "id member_id story_id shared_to visits shared_at")
def shared_links(world: World) -> Iterator[Row]:
    """Note where stories were passed on to."""
    dice = world.dice("shared_links")
    for person in world.people:
        for _ in range(world.count(dice, person, 1)):
            story = dice.choice(world.stories)
            place = dice.choice(("mail", "bird.example", "copied link", "message"))
            yield (
                new_id(dice),
                person.id,
                story.id,
                place,
                dice.randint(0, 60),
                _since(world, person, story, dice.random()),
            )


@TABLES("alerts", "member_id caused_by_id kind words story_id at")
def alerts(world: World) -> Iterator[Row]:
    """Tell authors who liked what; the words name the other person."""
    dice = world.dice("alerts")
    busy = [person for person in world.people if person.busy > 0]
    for story in world.stories:
        for other in dice.sample(busy, dice.randint(0, 3) + story.author.full):
            if other is not story.author:
                at = _since(world, other, story, dice.random())
                name = other.row["display_name"] or other.row["username"]
                told = f"{name} clapped for “{story.title}”"
                yield story.author.id, other.id, "clap", told, story.id, at


def _since(world: World, person: Person, story: Story, share: float) -> object:
    start = max(person.row["joined_at"], story.published_at)
    return start + (world.anchor - start) * share
