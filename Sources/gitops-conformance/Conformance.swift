import ArgumentParser

/// Runs golden cases through the public calls of the library.
@main
struct Conformance: ParsableCommand {
    static var suites: [any Suite.Type] {
        [
            YAMLSuite.self, JSONTestSuite.self, JSONPatchSuite.self, DefaultsSuite.self, RespellSuite.self,
            LiveSuite.self, DriftSuite.self, CustomDefaultsSuite.self, CustomDriftSuite.self, ValidateSuite.self,
            CustomInvalidSuite.self, ServerSideApplySuite.self, CustomServerSideApplySuite.self,
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

    func validate() throws {
        guard Self.suites.contains(where: { $0.name == suite }) else {
            throw ValidationError(
                "no suite '\(suite)'; there are \(Self.suites.map { $0.name }.joined(separator: ", "))")
        }
    }

    func run() throws {
        guard let suite = Self.suites.first(where: { $0.name == suite }) else { return }
        let results = try suite.run(path: path)
        var failures = 0
        for result in results {
            guard let failure = result.failure else { continue }
            failures += 1
            print("FAILED \(result.name)\n  expected: \(failure.expected)\n  found:    \(failure.found)")
        }
        print("\(results.count - failures) passed, \(failures) failed")
        if failures > 0 || results.isEmpty { throw ExitCode(1) }
    }
}
