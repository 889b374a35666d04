import ArgumentParser
import Foundation

/// Runs golden cases through the public calls of the library.
@main
struct Conformance: ParsableCommand {
    static var suites: [any Suite.Type] {
        [
            YAMLSuite.self, JSONTestSuite.self, JSONPatchSuite.self, DefaultsSuite.self, RespellSuite.self,
            LiveSuite.self, DriftSuite.self, CustomDefaultsSuite.self, CustomDriftSuite.self, ValidateSuite.self,
            CustomInvalidSuite.self, StrategicMergeSuite.self, ApimachineryMergeSuite.self, ServerSideApplySuite.self,
            CustomServerSideApplySuite.self, GitMergeSuite.self, AccessSuite.self, BootstrapRolesSuite.self,
            FieldSetSuite.self, FixtureLawsSuite.self, PolicyCollectionSuite.self, PodSecuritySuite.self,
            CELSpecificationSuite.self, KubernetesCELSuite.self, SignatureSuite.self,
        ]
    }

    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "gitops-conformance",
            abstract: "Compares the library with golden answers.",
            discussion: "Suites: \(suites.map { $0.name }.joined(separator: ", ")). Exit status 1 when a case fails.")
    }

    @Argument(help: "The suite to run.")
    var suite: String

    @Argument(help: "The file or folder with its cases.")
    var path: String

    @Option(
        help: """
            A file with the names of cases that fail for a known reason, one a line: they alone do not make the run fail, \
            and one that passes does. Nothing happens when the file is not there.
            """)
    var knownFailures: String?

    func validate() throws {
        guard Self.suites.contains(where: { $0.name == suite }) else {
            throw ValidationError(
                "no suite '\(suite)'; there are \(Self.suites.map { $0.name }.joined(separator: ", "))")
        }
    }

    func run() throws {
        guard let suite = Self.suites.first(where: { $0.name == suite }) else { return }
        let results = try suite.run(path: path)
        let known = try Self.names(in: knownFailures)
        var failures = 0
        var unexpected = 0
        for result in results {
            guard let failure = result.failure else { continue }
            failures += 1
            if !known.contains(result.name) { unexpected += 1 }
            print("FAILED \(result.name)\n  expected: \(failure.expected)\n  found:    \(failure.found)")
        }
        for name in known.sorted() where !results.contains(where: { $0.name == name && $0.failure != nil }) {
            unexpected += 1
            print("PASSED, known as a failure: \(name)")
        }
        print("\(results.count - failures) passed, \(failures) failed")
        if unexpected > 0 || results.isEmpty { throw ExitCode(1) }
    }

    private static func names(in file: String?) throws -> Set<String> {
        guard let file, FileManager.default.fileExists(atPath: file) else { return [] }
        let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
        return Set(lines.filter { !$0.hasPrefix("#") }.map(String.init))
    }
}
