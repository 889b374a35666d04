import GitOpsManifest
import GitOpsPolicy
import GitOpsReport

/// Objects that a state has more than once.
///
/// When all of it is applied, the last manifest of an object counts, and the others do nothing. A repository of overlays or
/// environments has each object many times, once for each folder: that is one thing to know of two folders, not one for
/// each object.
struct DuplicateCheck {
    let findings: [Finding]

    /// - Parameters:
    ///   - duplicates: a finding for each manifest that another one replaces.
    ///   - configuration: what other checks tell themselves is left to them: roles and bindings, policies and theirs.
    init(_ duplicates: [Finding], _ configuration: GateConfiguration) {
        var findings: [Finding] = []
        var order: [[String]] = []
        var groups: [[String]: [Finding]] = [:]
        for finding in duplicates where !Self.isToldOtherwise(finding.subject, configuration) {
            let folders = finding.places.map { Self.folder(of: $0.origin.path) }
            guard folders.count == 2, !folders[0].hasSameBytes(as: folders[1]) else {
                findings.append(finding)
                continue
            }
            if groups[folders] == nil { order.append(folders) }
            groups[folders, default: []].append(finding)
        }
        self.findings = findings + order.compactMap { folders in groups[folders].flatMap { Self.overlap(folders, $0) } }
    }

    private static let overlaps = FindingRule(
        id: "folders-overlap", summary: "Folders that may be applied apart define the same objects.",
        help: "Check folders that are applied apart one at a time; else remove the objects from one of them.",
        severity: .info, tags: ["gate"])

    private static func overlap(_ folders: [String], _ duplicates: [Finding]) -> Finding? {
        guard folders.count == 2 else { return nil }
        let (folder, other) = (folders[0], folders[1])
        let count = duplicates.count == 1 ? "1 object" : "\(duplicates.count) objects"
        return Finding(
            rule: overlaps, verdict: .warn, subject: .other(folder),
            message: "\(count) of \(folder) \(duplicates.count == 1 ? "is" : "are") defined again in \(other), which "
                + "counts where both are applied",
            places: duplicates.prefix(5).flatMap { finding in
                finding.places.prefix(1).map { place in
                    var place = place
                    place.role = "\(finding.subject)"
                    return place
                }
            }, fingerprintDetails: [folder, other])
    }

    private static func isToldOtherwise(_ subject: FindingSubject, _ configuration: GateConfiguration) -> Bool {
        guard case .resource(let id) = subject else { return false }
        return switch id.group {
        case "rbac.authorization.k8s.io": configuration.access.isEnabled
        case "admissionregistration.k8s.io": configuration.policies.isEnabled && configuration.policies.usesManifests
        default: false
        }
    }

    private static func folder(of path: String) -> String {
        path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[..<$0]) } ?? "."
    }
}
