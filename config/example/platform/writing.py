"""Rows of what members write: publications, stories and what belongs to them, drafts, responses, private notes."""

import json
from collections.abc import Iterator
from datetime import timedelta

from config.example.platform import pictures, words
from config.example.platform.reference import topic_ids
from config.example.platform.world import Row, Story, Tables, World, after, new_id

TABLES = Tables()
EMBED_HOSTS = ("video.example", "maps.example", "bird.example")


@TABLES("publications", "id owner_id slug name contact_email letter_from_owner founded_on")
def publications(world: World) -> Iterator[Row]:
    """Found magazines that several members write for."""
    dice = world.dice("publications")
    for person in world.people:
        if world.has(dice, person, 0.06):
            own, founded = new_id(dice), world.moment(dice, person)
            world.made.setdefault("publications", []).append((own, person))
            name = f"The {dice.choice(words.FAMILY)} Review"
            contact = f"letters{person.row['number']}@magazine.example"
            yield (
                own,
                person.id,
                f"review-{own.hex[:10]}",
                name,
                contact,
                words.prose(dice, 2),
                founded.date(),
            )


@TABLES("publication_editors", "publication_id member_id role since")
def publication_editors(world: World) -> Iterator[Row]:
    """Name who works on them."""
    dice = world.dice("publication_editors")
    busy = [person for person in world.people if person.busy > 0]
    for publication, owner in world.made["publications"]:
        team = {person.id: person for person in (owner, *dice.sample(busy, 3))}
        for person in team.values():
            yield (
                publication,
                person.id,
                "owner" if person is owner else "editor",
                world.moment(dice, person).date(),
            )


@TABLES(
    "stories",
    "id author_id publication_id slug title subtitle body cover cover_credit reach tags embeds published_at edited_at",
)
def stories(world: World) -> Iterator[Row]:
    """Publish the stories, some with a cover, in four languages."""
    dice = world.dice("stories")
    for person in world.people:
        for _ in range(world.count(dice, person, 3, most=30)):
            own, published = new_id(dice), world.moment(dice, person)
            title = words.title(dice)
            body = words.prose(dice, dice.randint(8, 20), person.row["locale"])
            story = Story(own, person, title, body.split("\n\n"), published)
            world.stories.append(story)
            slug = f"{'-'.join(title.lower().replace(chr(39), '').split()[:5])}-{own.hex[:12]}"
            covered = person.full or dice.random() < 0.25
            cover = world.save(f"covers/{own}.png", pictures.landscape(dice)) if covered else None
            publication = dice.choice(world.made["publications"])[0] if dice.random() < 0.2 else None
            embed = (
                [{"host": dice.choice(EMBED_HOSTS), "url": f"https://video.example/{own.hex[:8]}"}]
                if dice.random() < 0.2
                else None
            )
            edited = after(dice, published, world.anchor) if dice.random() < 0.3 else None
            tags = sorted(dice.sample(list(topic_ids()), dice.randint(1, 4)))
            yield (
                own, person.id, publication, slug, title, words.sentence(dice), body, cover, f"Photo: {dice.choice(words.GIVEN)}" if cover else None,
                dice.choice(("public", "public", "public", "members", "unlisted")), tags, json.dumps(embed) if embed else None, published, edited,
            )  # fmt: skip


@TABLES("story_topics", "story_id topic_id")
def story_topics(world: World) -> Iterator[Row]:
    """File the stories under topics."""
    dice = world.dice("story_topics")
    ids = list(topic_ids().values())
    for story in world.stories:
        for topic in dice.sample(ids, dice.randint(1, 3)):
            yield story.id, topic


@TABLES("story_revisions", "story_id revision body saved_at")
def story_revisions(world: World) -> Iterator[Row]:
    """Keep what stories said before they were edited."""
    dice = world.dice("story_revisions")
    for story in world.stories:
        for revision in range(1, dice.choice((0, 0, 1, 2)) + 1 + story.author.full):
            yield story.id, revision, words.prose(dice, 6), after(dice, story.published_at, world.anchor)


@TABLES("series", "id author_id title summary begun_on")
def series(world: World) -> Iterator[Row]:
    """Begin series of stories by one author."""
    dice = world.dice("series")
    for person in {story.author.id: story.author for story in world.stories}.values():
        if world.has(dice, person, 0.15):
            own = new_id(dice)
            world.made.setdefault("series", []).append((own, person))
            yield own, person.id, words.title(dice), words.sentence(dice), world.moment(dice, person).date()


@TABLES("series_stories", "series_id place story_id")
def series_stories(world: World) -> Iterator[Row]:
    """Put the author's first stories into their series."""
    for number, person in world.made["series"]:
        own = [story for story in world.stories if story.author is person]
        for place, story in enumerate(own[:4], start=1):
            yield number, place, story.id


@TABLES("drafts", "id author_id title body notes_to_self begun_at saved_at")
def drafts(world: World) -> Iterator[Row]:
    """Keep what is not published yet, some without a title."""
    dice = world.dice("drafts")
    for person in world.people:
        for _ in range(world.count(dice, person, 2, most=15)):
            own, begun = new_id(dice), world.moment(dice, person)
            world.made.setdefault("drafts", []).append((own, person))
            note = words.sentence(dice) if person.full or dice.random() < 0.3 else None
            title = words.title(dice) if dice.random() < 0.7 else None
            yield own, person.id, title, words.prose(dice, 5), note, begun, after(dice, begun, world.anchor)


@TABLES("draft_readers", "draft_id reader_email invited_at")
def draft_readers(world: World) -> Iterator[Row]:
    """Show drafts to friends, members or not."""
    dice = world.dice("draft_readers")
    for draft, person in world.made["drafts"]:
        if world.has(dice, person, 0.15):
            member = dice.choice(world.people).row["email"]
            email = member if dice.random() < 0.3 else f"reader{dice.randrange(10**6)}@elsewhere.example"
            yield draft, email, world.moment(dice, person)


@TABLES("photos", "id member_id story_id file caption camera uploaded_at")
def photos(world: World) -> Iterator[Row]:
    """Upload photos into stories, with what the camera wrote into them."""
    dice = world.dice("photos")
    for story in world.stories:
        if world.has(dice, story.author, 0.1):
            own = new_id(dice)
            camera = {
                "model": f"Obscura {dice.randint(1, 9)}",
                "place": [round(dice.uniform(-60, 60), 4), round(dice.uniform(-170, 170), 4)],
            }
            file = world.save(f"photos/{own.hex[:2]}/{own}.png", pictures.landscape(dice))
            caption = words.sentence(dice) if dice.random() < 0.6 else None
            yield (
                own,
                story.author.id,
                story.id,
                file,
                caption,
                json.dumps(camera),
                story.published_at - timedelta(hours=1),
            )


@TABLES("responses", "id story_id parent_id author_id body written_at edited_at")
def responses(world: World) -> Iterator[Row]:
    """Answer stories, and answers to stories, up to several levels deep."""
    dice = world.dice("responses")
    under: dict[object, list[object]] = {}
    for person in world.people:
        for _ in range(world.count(dice, person, 5, most=60)):
            story, own = dice.choice(world.stories), new_id(dice)
            above = under.setdefault(story.id, [])
            parent = dice.choice(above) if above and dice.random() < 0.5 else None
            above.append(own)
            world.made.setdefault("responses", []).append((own, person, story))
            written = after(dice, max(story.published_at, person.row["joined_at"]), world.anchor)
            edited = after(dice, written, world.anchor) if dice.random() < 0.1 else None
            yield (
                own,
                story.id,
                parent,
                person.id,
                words.prose(dice, dice.randint(1, 4), person.row["locale"]),
                written,
                edited,
            )


@TABLES("private_notes", "id story_id sender_id recipient_id passage body sent_at read_at")
def private_notes(world: World) -> Iterator[Row]:
    """Send notes that only the author of a story sees."""
    dice = world.dice("private_notes")
    for person in world.people:
        for _ in range(world.count(dice, person, 1)):
            story = dice.choice(world.stories)
            if story.author is person:
                continue
            sent = after(dice, max(story.published_at, person.row["joined_at"]), world.anchor)
            read = world.later(sent, hours=3) if dice.random() < 0.7 else None
            passage = dice.choice(story.paragraphs)
            yield (
                new_id(dice),
                story.id,
                person.id,
                story.author.id,
                passage,
                words.prose(dice, 2),
                sent,
                read,
            )
