"""A knowledge base as bytes and back: without the lexicon, which all share, and with what takes time to find again."""

import dataclasses
import pickle

from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.lexicon import Lexicon
from knowledge.language.pickling import packed


def pack(kb: KnowledgeBase) -> bytes:
    """The knowledge base in some 15 kB for an article of 500 characters."""
    told = {f.name: getattr(kb, f.name) for f in dataclasses.fields(kb) if f.name != "lexicon"}
    told |= {"names": dataclasses.replace(kb.names, _automaton=None, _openings=None), "entities": dict(kb.entities)}
    return packed((told, kb.content))


def unpack(data: bytes, lexicon: Lexicon) -> KnowledgeBase:
    """The knowledge base that `pack` made the bytes of."""
    told, content = pickle.loads(data)  # noqa: S301 - our own bytes, like byte code
    kb = KnowledgeBase(lexicon=lexicon, **told)
    kb.__dict__["content"] = content  # a cached property
    return kb
