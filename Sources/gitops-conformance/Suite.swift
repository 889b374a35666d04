import GitOpsManifest

/// A set of golden cases and the public calls of the library that must reproduce them.
protocol Suite: Sendable {
    /// How the suite is named on the command line.
    static var name: String { get }
    /// Runs every case found at the path.
    static func run(path: String) throws -> [CaseResult]
}

/// What became of one case.
struct CaseResult {
    let name: String
    /// `nil` when the case passed.
    let failure: Failure?

    struct Failure {
        let expected: String
        let found: String
    }

    static func passed(_ name: String) -> CaseResult { CaseResult(name: name, failure: nil) }

    static func failed(_ name: String, expected: String, found: String) -> CaseResult {
        CaseResult(name: name, failure: Failure(expected: expected, found: found))
    }

    static func check(_ name: String, expected: String, found: String) -> CaseResult {
        expected == found ? passed(name) : failed(name, expected: expected, found: found)
    }
}

/// A file of cases that cannot be used.
struct SuiteError: Error, CustomStringConvertible {
    let description: String
}
