"""Reports as values of Python."""

from __future__ import annotations

import json
import unittest

import liveberth
from liveberth import Field, Limits, Severity, report_of_runtime_configuration
from repository import corpus, document

REPORTS = {
    "runtimeConfiguration": report_of_runtime_configuration,
    "createRequest": liveberth.report_of_create_request,
    "replaceRequest": liveberth.report_of_replace_request,
}


class Reports(unittest.TestCase):
    def test_a_problem_has_its_parts(self) -> None:
        limits = Limits('{"gpus": {"T4": 4}}')
        wrong = '{"minReplicas": 0, "maxReplicas": 1, "gpu": {"count": 9, "type": "T4"}}'
        report = report_of_runtime_configuration(wrong, limits)
        first = report.diagnostics[0]
        self.assertFalse(report.ok)
        self.assertEqual(report.values, {})
        self.assertEqual((first.path, first.code), ("/gpu/count", "gpu_count_out_of_range"))
        self.assertEqual(first.severity, Severity.ERROR)
        self.assertEqual(first.parameters, {"providedGpuCount": 9, "maxGpuCount": 4})

    def test_accepted_numbers_are_whole(self) -> None:
        report = report_of_runtime_configuration('{"minReplicas": 0, "maxReplicas": 1, "cpu": 2.5}')
        self.assertTrue(report.ok)
        self.assertEqual(report.values[Field.CPU_MILLICORES], 2500)
        self.assertEqual(report.values[Field.MEMORY_BYTES], 4 << 30)
        self.assertNotIn(Field.GPU_COUNT, report.values)

    def test_limits_that_cannot_be_read_are_an_error(self) -> None:
        with self.assertRaises(liveberth.Error) as raised:
            Limits("]")
        self.assertEqual(raised.exception.code, "invalid_limits")

    def test_a_report_says_what_the_text_says(self) -> None:
        for entry in corpus():
            limits = entry.get("limits")
            report = REPORTS[entry["call"]](
                document(entry), None if limits is None else Limits(json.dumps(limits))
            )
            answer = json.loads(entry["answer"], parse_int=float)
            self.assertEqual(report.ok, answer["ok"], entry["name"])
            said = [(it["path"], it["code"], it["message"]) for it in answer["diagnostics"]]
            found = [(it.path, it.code, it.message) for it in report.diagnostics]
            self.assertEqual(found, said, entry["name"])
            for diagnostic, wanted in zip(report.diagnostics, answer["diagnostics"]):
                parameters = {
                    name: list(value) if isinstance(value, tuple) else value
                    for name, value in diagnostic.parameters.items()
                }
                self.assertEqual(parameters, wanted["parameters"], entry["name"])


if __name__ == "__main__":
    unittest.main()
