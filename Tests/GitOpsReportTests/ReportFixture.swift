import GitOpsManifest
import GitOpsReport

/// A small shop whose deployer may do too much.
enum ReportFixture {
    static let hostPath = FindingRule(
        id: "shop-host-path", name: "HostPath", summary: "A pod mounts a folder of its node.",
        description: "Whoever changes the folder changes the node.", help: "Use a volume claim.",
        helpURI: "https://example.com/rules/host-path", severity: .high, tags: ["security", "CIS-5.2.11"])
    static let bind = FindingRule(id: "shop-bind", summary: "A subject may bind roles.", severity: .critical)
    static let image = FindingRule(id: "shop-image", summary: "An image has no tag.", severity: .low)

    static let web = ResourceID(group: "apps", kind: "Deployment", namespace: "shop", name: "web")
    static let deployer = ResourceID(
        group: "rbac.authorization.k8s.io", kind: "Role", namespace: "shop", name: "deployer")

    static func position(_ line: Int, _ column: Int) -> SourcePosition {
        SourcePosition(line: line, column: column, byteOffset: line * 100 + column)
    }

    static func place(_ path: String, _ line: Int, _ column: Int, role: String = "") -> SourcePlace {
        SourcePlace(
            origin: Origin(path: path), position: position(line, column), end: position(line, column + 4), role: role)
    }

    static var findings: [Finding] {
        [
            Finding(
                rule: hostPath, subject: .resource(web),
                path: FieldPath([
                    .field("spec"), .field("volumes"), .keyed([.init("name", .string("data"))]), .field("hostPath"),
                ]),
                message: "the volume \"data\" is a folder of the node",
                places: [
                    place("apps/web.yaml", 12, 5, role: "the volume"), place("apps/web.yaml", 20, 9, role: "its mount"),
                ],
                fixes: [
                    FindingFix(
                        "remove the volume",
                        edits: [
                            .init(
                                origin: Origin(path: "apps/web.yaml"), start: position(12, 5), end: position(13, 1),
                                text: "")
                        ])
                ], properties: ["volume": "data"]),
            Finding(
                rule: bind, subject: .resource(deployer), message: "ServiceAccount shop/web reaches cluster-admin",
                places: [place("rbac/deployer.yaml", 9, 3)],
                flows: [
                    FindingFlow(steps: [
                        .init(place: place("rbac/binding.yaml", 7, 3), message: "shop/web holds Role deployer"),
                        .init(place: place("rbac/deployer.yaml", 9, 3), message: "it may bind any role", nesting: 1),
                        .init(message: "cluster-admin"),
                    ])
                ], fixes: [FindingFix("name the roles that may be bound")], fingerprintDetails: ["cluster-admin"]),
            Finding(
                rule: image, verdict: .warn, subject: .resource(web), message: "the image web has no tag",
                places: [place("apps/web.yaml", 9, 7)],
                suppression: FindingSuppression(.external, justification: "built in the cluster")),
            Finding(rule: image, verdict: .pass, subject: .other("job/backup"), message: "the image has a tag"),
        ]
    }

    static var report: FindingReport {
        FindingReport(
            tool: ReportTool(version: "1.2.3"), findings: findings,
            problems: [
                ReportProblem(place: place("apps/broken.yaml", 3, 1), message: "not valid YAML; correct the text")
            ])
    }

    /// Names that try to be more than names.
    static let hostileNames = [
        "\"><script>alert(1)</script>", "it's \"quoted\"", "new\nline\r\nx", "pi|pe", "`back`tick``",
        "\u{202E}rtl\u{200F}\u{2028}", "🚀👩‍💻", String(repeating: "x", count: 10_000), "=cmd|'/C calc'!A0", "@sum",
        "[click](http://evil.example) {0} ![i](x)", "\u{0}\u{1B}[31mred\u{7F}", "]]>", "--><!--", "\u{FFFE}\u{FFFF}",
        "../../etc/passwd", "\u{0D4E}<img src=x>", "&lt;b&gt;", "\\N\\G{{", "www.evil.example", "1. one", "---", "",
    ]

    /// A report in which every text is the same name.
    static func hostile(_ name: String, verdict: Verdict = .fail) -> FindingReport {
        let rule = FindingRule(id: name, name: name, summary: name, description: name, help: name, tags: [name])
        let origin = Origin(path: name, revision: name)
        let place = SourcePlace(origin: origin, position: position(1, 2), end: position(1, 3), role: name)
        let finding = Finding(
            rule: rule, verdict: verdict,
            subject: .resource(ResourceID(group: name, kind: name, namespace: name, name: name)),
            path: FieldPath([.field(name), .keyed([.init(name, .string(name))])]), message: name,
            places: [place, place], flows: [FindingFlow(message: name, steps: [.init(place: place, message: name)])],
            fixes: [
                FindingFix(name),
                FindingFix(
                    name, edits: [.init(origin: origin, start: position(1, 1), end: position(1, 2), text: name)]),
            ],
            suppression: FindingSuppression(.inSource, justification: name), properties: [name: name])
        var shown = finding
        shown.suppression = nil
        return FindingReport(
            tool: ReportTool(name: name, version: name), findings: [finding, shown],
            problems: [ReportProblem(place: place, message: name)])
    }
}

/// Whether a text holds a character that a terminal would act on.
func holdsHiddenCharacter(_ text: String) -> Bool {
    text.unicodeScalars.contains { scalar in
        if scalar == "\n" { return false }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: return true
        default: return false
        }
    }
}
