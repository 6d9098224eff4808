"""Checks of documents, as the corpus has them on record."""

from __future__ import annotations

import json
import re
import unittest

import liveberth
from repository import FFI, corpus, document, resident_bytes

CALLS = {
    "runtimeConfiguration": liveberth.check_runtime_configuration,
    "createRequest": liveberth.check_create_request,
    "replaceRequest": liveberth.check_replace_request,
}


class Checks(unittest.TestCase):
    def test_every_document_of_the_corpus_has_its_answer(self) -> None:
        documents = 0
        for entry in corpus():
            with self.subTest(entry["name"]):
                limits = json.dumps(entry["limits"]) if "limits" in entry else None
                answer = CALLS[entry["call"]](document(entry), limits)
                self.assertEqual(answer.encode(), entry["answer"].encode())
            documents += 1
        self.assertGreater(documents, 100, "the corpus is found")

    def test_a_document_is_a_str_or_its_bytes(self) -> None:
        text = '{"environmentVariables": {"GREETING": "grüß dich"}}'
        answer = liveberth.check_runtime_configuration(text)
        self.assertEqual(answer, liveberth.check_runtime_configuration(text.encode()))

    def test_an_empty_text_is_not_the_same_as_none(self) -> None:
        liveberth.check_runtime_configuration("{}", None)
        with self.assertRaises(liveberth.Error) as raised:
            liveberth.check_runtime_configuration("{}", "")
        self.assertEqual(raised.exception.status, liveberth.Status.INVALID_LIMITS)

    def test_what_is_no_text_is_refused_before_the_call(self) -> None:
        for wrong in (7, ["{}"], bytearray(b"{}")):
            with self.subTest(wrong), self.assertRaises(TypeError):
                liveberth.check_runtime_configuration(wrong)  # type: ignore[arg-type]
            with self.subTest(wrong), self.assertRaises(TypeError):
                liveberth.check_runtime_configuration("{}", wrong)  # type: ignore[arg-type]
        with self.assertRaises(UnicodeEncodeError):
            liveberth.check_runtime_configuration("\ud800")

    def test_many_calls_hold_no_memory(self) -> None:
        def check(times: int) -> int:
            for _ in range(times):
                liveberth.check_runtime_configuration('{"minReplicas": -1}')
            return resident_bytes() or 0

        before = check(5_000)
        self.assertLess(check(50_000) - before, 1 << 20)


class Library(unittest.TestCase):
    def test_the_library_is_the_one_of_this_header(self) -> None:
        header = (FFI / "include/liveberth.h").read_text("utf-8")
        abi_version = re.search(r"#define LIVEBERTH_ABI_VERSION (\d+)", header)
        assert abi_version is not None
        self.assertEqual(int(abi_version[1]), liveberth.ABI_VERSION)
        self.assertRegex(liveberth.version(), r"^\d+\.\d+\.\d+$")


if __name__ == "__main__":
    unittest.main()
