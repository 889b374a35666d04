internal import GitOpsManifest

/// A version of https://semver.org/spec/v2.0.0.html.
///
/// Source: `github.com/blang/semver/v4`, which Kubernetes reads versions with.
package struct SemanticVersion: Sendable {
    var major: UInt64
    var minor: UInt64
    var patch: UInt64
    var preRelease: [Identifier]
    /// Takes no part in comparisons.
    var build: [String]

    /// A part of a pre-release between periods.
    package enum Identifier: Hashable, Sendable {
        case number(UInt64)
        case text(String)
    }
}

extension SemanticVersion: Comparable {
    package static func == (left: Self, right: Self) -> Bool { left.compare(right) == 0 }

    package static func < (left: Self, right: Self) -> Bool { left.compare(right) < 0 }

    /// -1, 0 or 1 by precedence: a pre-release comes before its version.
    func compare(_ other: Self) -> Int {
        let numbers = (major, minor, patch)
        let others = (other.major, other.minor, other.patch)
        if numbers != others { return numbers < others ? -1 : 1 }
        if preRelease.isEmpty || other.preRelease.isEmpty {
            return (other.preRelease.isEmpty ? 0 : 1) - (preRelease.isEmpty ? 0 : 1)
        }
        for (left, right) in zip(preRelease, other.preRelease) where left != right {
            return left.precedes(right) ? -1 : 1
        }
        return (preRelease.count - other.preRelease.count).signum()
    }
}

extension SemanticVersion.Identifier {
    /// Numbers come before texts; texts are ordered by bytes.
    fileprivate func precedes(_ other: Self) -> Bool {
        switch (self, other) {
        case (.number(let left), .number(let right)): left < right
        case (.text(let left), .text(let right)): left.precedesByBytes(right)
        case (.number, .text): true
        case (.text, .number): false
        }
    }
}

extension SemanticVersion: CustomStringConvertible {
    package var description: String {
        var text = "\(major).\(minor).\(patch)"
        if !preRelease.isEmpty { text += "-" + preRelease.map(\.description).joined(separator: ".") }
        if !build.isEmpty { text += "+" + build.joined(separator: ".") }
        return text
    }
}

extension SemanticVersion.Identifier: CustomStringConvertible {
    package var description: String {
        switch self {
        case .number(let number): String(number)
        case .text(let text): text
        }
    }
}

extension SemanticVersion: Hashable {
    /// Versions that only differ in their build are equal.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(major)
        hasher.combine(minor)
        hasher.combine(patch)
        hasher.combine(preRelease)
    }
}
