"""Reports as values of Python."""

from __future__ import annotations

import json
import unittest

import liveberth
from liveberth import Limits, Scaling, Severity, report_of_runtime_configuration
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
        self.assertIsNone(report.configuration)
        self.assertIsNone(report.cost)
        self.assertEqual(report.problems[0], first)
        self.assertEqual((first.path, first.code), ("/gpu/count", "gpu_count_out_of_range"))
        self.assertEqual((first.severity, first.error), (Severity.ERROR, "InvalidGpuCount"))
        self.assertEqual(first.parameters, {"providedGpuCount": 9, "maxGpuCount": 4})

    def test_an_accepted_document_has_its_normal_form(self) -> None:
        report = liveberth.report_of_replace_request(
            '''{"runtimeConfiguration": {"minReplicas": 1, "maxReplicas": 3, "cpu": 2.5,
            "scalingConfiguration": {"scaleUpLoadThreshold": 0.5,
            "scaleUpDelay": {"value": 1, "unit": "MINUTES"},
            "scaleDownDelay": {"value": 1, "unit": "HOURS"}},
            "sources": ["ri.a.b.c.d"], "environmentVariables": {"TOKEN": "hidden"}}}'''
        )
        found, cost = report.configuration, report.cost
        assert report.ok and found is not None and cost is not None
        self.assertEqual((found.min_replicas, found.max_replicas), (1, 3))
        self.assertEqual(found.resources.cpu_millicores, 2500)
        self.assertEqual(found.resources.memory_bytes, 4 << 30)
        self.assertEqual(found.resources.sources, ("ri.a.b.c.d",))
        self.assertEqual(found.resources.environment_variables, {"TOKEN": "hidden"})
        self.assertNotIn("hidden", repr(report))
        self.assertIsNone(found.gpu)
        self.assertEqual(found.scaling, Scaling(0.5, 60_000, 3_600_000))
        self.assertEqual(cost.at_max_replicas, 3 * cost.at_min_replicas)
        self.assertEqual((report.problems, bool(report.warnings)), ((), True))

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
            self.assertEqual(report.text(), entry["answer"])
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
