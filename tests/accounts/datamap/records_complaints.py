"""What a map says of records, and what it is refused for."""

TABLES = """\
      posts:
        category: profile
        person: author_id > members.id
        erase: delete
        fields: {id: , author_id: , title: , text: , cover: , at: , tutor: {mentions: mask}, state: }
        withheld: {score: A number that only our editors may see.}
        files: {cover: {storage: platform_media}}
        record: {type: story, title: title, content: text, image: cover, published: at, id: "https://quire.example/p/{id}"}
      likes:
        category: profile
        key: [member_id, post_id]
        person: [member_id > members.id, post_id > posts.id / author_id > members.id]
        erase: delete
        fields: {member_id: , post_id: , times: }
        record: {type: clap, by: member_id, of: post_id > posts, count: times}
      orders:
"""
RECORDED = (("      orders:\n", TABLES),)
"""The change that makes the sound map speak of records."""
POST = '{type: story, title: title, content: text, image: cover, published: at, id: "https://quire.example/p/{id}"}'
LIKE = "{type: clap, by: member_id, of: post_id > posts, count: times}"


def _post(new: str, rest: str) -> tuple[str, str, str, str]:
    return (POST, new, "record: {type: story", f"stores.shop.tables.posts.record{rest}")


def _like(new: str, rest: str) -> tuple[str, str, str, str]:
    return (LIKE, new, "record: " + new[: new.index(",")], f"stores.shop.tables.likes.record{rest}")


RECORDS = [
    ("type: story,", "type: stroy,", "record: {type: stroy",
     "stores.shop.tables.posts.record.type: stroy is not possible here. Did you mean story?"),
    _post("{type: story, content: text, contents: text}", ".contents: Unknown key. Did you mean content?"),
    _post("{type: story, content: text, count: at}", ".count: A story has no count. Did you mean content?"),
    _post("{type: story, title: title}", ": The key content is missing: a story is nothing without it."),
    _post("{type: story, content: txt}", ".content: posts has no column txt. Did you mean text?"),
    _post("{type: story, content: score}", ".content: score is withheld, so it cannot be handed on."),
    _post("{type: story, content: tutor}", ".content: tutor may speak of somebody else, so it cannot be handed on."),
    _post("{type: story, content: text, image: title}", ".image: title names no file."),
    _post('{type: story, content: text, id: "https://quire.example/{title}"}',
          ".id: title is no part of the key, and what points at the record knows only the key."),
    _post("{type: story, content: text, url: quire.example}",
          ".url: quire.example is no address with a column in braces. Write it as in https://example.org/p/{id}."),
    _post("{type: story, content: text, draft: draft}",
          '.draft: Cannot read "draft". Write: column = value and other = value, or true.'),
    _post("{type: story, content: text, draft: stat = draft}", ".draft: posts has no column stat. Did you mean state?"),
    _post("{type: story, content: text, content_format: rtf}", ".content_format: rtf is not possible here."),
    _like("{type: clap, of: post_id > posts}",
          ": Rows reach the person in several ways, so some are somebody else's doing. Add by: the column that names who did it."),
    _like("{type: clap, by: post_id, of: post_id > posts}",
          ".by: post_id does not lead straight to a person. Expected one of: member_id."),
    _like("{type: clap, by: member_id, of: post_id > orders}", ".of: orders is no record. Expected one of: likes, posts."),
    _like("{type: clap, by: member_id, of: post_id > likes}",
          ".of: A record is pointed at by a key of one column. That of likes has another."),
    _like("{type: clap, by: member_id, of: post_id -> posts}", '.of: Cannot read "post_id -> posts".'),
    _like("{type: list_item, by: member_id, of: post_id > posts, within: post_id > posts}",
          ".within: posts is no record of the type list."),
    _like("{type: list_item, by: member_id, of: post_id > posts, within: post_id}",
          ".within: Say which table the list is in: post_id > table."),
]  # fmt: skip
"""As in test_complaints.py, on top of RECORDED."""
