import GitOpsManifest

/// A `location` of SARIF.
struct SARIFPlace {
    /// The symbolic name of the folder that was looked at, as code scanning services know it.
    static let baseID = "%SRCROOT%"

    let place: SourcePlace
    var id: Int?
    var subject: FindingSubject?
    var message: String?

    init(_ place: SourcePlace, id: Int? = nil, subject: FindingSubject? = nil, message: String? = nil) {
        self.place = place
        self.id = id
        self.subject = subject
        self.message = message
    }

    func write(to json: inout JSONOutput) {
        json.member("id", id)
        if let uri = RelativeURI(path: place.origin.path) {
            json.member("physicalLocation") { json in
                json.sarifArtifact(uri)
                if let position = place.position {
                    json.member("region") { $0.sarifRegion(from: position, to: place.end) }
                }
            }
        }
        if let subject { json.sarifLogicalLocation(subject) }
        if let message, !message.isEmpty { json.sarifMessage("message", message) }
        if let revision = place.origin.revision {
            json.member("properties") { $0.member("revision", revision) }
        }
    }
}

extension JSONOutput {
    /// Where a file is; an object without members when it has no name.
    mutating func sarifArtifact(_ uri: RelativeURI?) {
        member("artifactLocation") {
            guard let uri else { return }
            $0.member("uri", uri.text)
            if uri.isRelative { $0.member("uriBaseId", SARIFPlace.baseID) }
        }
    }

    /// The end of a region is the column behind its last character, as ours is.
    mutating func sarifRegion(from start: SourcePosition, to end: SourcePosition?) {
        member("startLine", start.line)
        member("startColumn", start.column)
        guard let end, end >= start else { return }
        member("endLine", end.line)
        member("endColumn", end.column)
    }

    mutating func sarifLogicalLocation(_ subject: FindingSubject) {
        guard case .resource(let id) = subject else { return }
        key("logicalLocations")
        array {
            $0.object {
                $0.member("name", id.name)
                $0.member("fullyQualifiedName", id.description)
                $0.member("kind", "resource")
            }
        }
    }

    /// A message whose text means only itself: braces would be placeholders, `[text](target)` a link.
    ///
    /// Source: sections 3.11.5 and 3.11.6.
    mutating func sarifMessage(_ name: String, _ text: String) {
        let mayHoldLink = text.utf8.contains(UInt8(ascii: "]"))
        let escaped = text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "{": result += "{{"
            case "}": result += "}}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        member(name) { $0.member("text", mayHoldLink ? SARIFLinks.broken(escaped) : escaped) }
    }
}

/// Embedded links, which only we may write.
enum SARIFLinks {
    /// A text in which no `](` is left, so that nothing in it is a link.
    static func broken(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            if scalar == "(", previous == "]" { result.append("\\") }
            result.append(scalar)
            previous = scalar
        }
        return String(result)
    }
}
