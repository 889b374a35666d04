import GitOpsManifest
import GitOpsSchema
import Testing

@testable import GitOpsDiff

@Suite("Risk of changes of what controllers deploy")
struct SourceRiskTests {
    typealias Fixture = RiskFixture

    // MARK: Argo CD

    /// A source of an Application in two states.
    private static func argo(_ before: String, _ after: String, _ risks: ChangeRisk...) -> [Fixture] {
        let repository = "repoURL: 'https://git.example.com/shop/web'"
        func fill(_ text: String) -> String { text.contains("repoURL") ? text : "\(repository), \(text)" }
        let (old, new) = (fill(before), fill(after))
        func template(_ text: String) -> String { "spec: {template: {spec: {source: {\(text)}}}}" }
        return [
            ("Application", "spec: {source: {\(old)}}", "spec: {source: {\(new)}}"),
            ("Application", "spec: {sources: [{\(old)}]}", "spec: {sources: [{\(new)}]}"),
            ("ApplicationSet", template(old), template(new)),
        ].map { Fixture(all: "argoproj.io/v1alpha1 \($0.0)", $0.1, $0.2, risks) }
    }

    static let argoSources: [Fixture] = [
        argo("repoURL: 'https://git.example.com/a'", "repoURL: 'https://git.example.com/b'", .sourceLoosened),
        argo("repoURL: 'https://git.example.com/a'", "repoURL: 'https://git.evil.example/a'", .sourceLoosened),
        argo("repoURL: 'https://git.example.com/a.git'", "repoURL: 'git@git.example.com:a'", .source),
        argo("repoURL: 'https://git.example.com/a'", "repoURL: 'http://git.example.com/a'", .sourceLoosened),
        argo("targetRevision: v1.2.3", "targetRevision: v1.2.4", .source),
        argo("targetRevision: v1.2.3", "targetRevision: 4f1c2aa09d3e4f1c2aa09d3e4f1c2aa09d3e4f1c", .source),
        argo("targetRevision: main", "targetRevision: v1.2.3", .source),
        argo("targetRevision: main", "targetRevision: next", .source),
        argo("targetRevision: v1.2.3", "targetRevision: main", .sourceLoosened),
        argo("targetRevision: v1.2.3", "targetRevision: null", .sourceLoosened),
        argo("targetRevision: v1.2.3", "targetRevision: HEAD", .sourceLoosened),
        argo("targetRevision: 4f1c2aa09d3e", "targetRevision: refs/heads/main", .sourceLoosened),
        argo("targetRevision: v1.2.3", "targetRevision: '{{revision}}'", .source),
        argo("path: apps", "path: ./apps/", .inPlace), argo("path: apps", "path: other", .source),
        argo("chart: web, targetRevision: 1.2.3", "chart: web, targetRevision: 1.3.0", .source),
        argo("chart: web, targetRevision: 1.2.3", "chart: web, targetRevision: 1.2.*", .sourceLoosened),
        argo("chart: web, targetRevision: 1.2.3", "chart: web, targetRevision: '1.2'", .sourceLoosened),
        argo("chart: web, targetRevision: 1.2.3", "chart: web, targetRevision: '>=1.2.3 <2.0.0'", .sourceLoosened),
        argo("chart: web, targetRevision: ^1", "chart: web, targetRevision: ^2", .source),
        argo("chart: web, targetRevision: 1.2.3", "chart: miner, targetRevision: 1.2.3", .sourceLoosened),
        argo("path: a, helm: {releaseName: a}", "path: a, helm: {releaseName: b}", .inPlace),
    ].flatMap { $0 }

    private static let application = "argoproj.io/v1alpha1 Application"
    private static let set = "argoproj.io/v1alpha1 ApplicationSet"

    private static func git(_ repository: String, _ more: String = "") -> String {
        "{repoURL: 'https://git.example.com/\(repository)'\(more)}"
    }

    static let argoObjects: [Fixture] = [
        .init(
            application, "spec: {source: \(git("a", ", targetRevision: v1.2.3"))}",
            "spec: {sources: [\(git("a", ", targetRevision: v1.2.3"))]}", .inPlace),
        .init(
            application, "spec: {source: \(git("a", ", targetRevision: v1.2.3"))}", "spec: {sources: [\(git("a"))]}",
            .sourceLoosened, .inPlace),
        .init(
            application, "spec: {sources: [\(git("a"))]}", "spec: {sources: [\(git("a")), \(git("b"))]}",
            .sourceLoosened),
        .init(application, "spec: {sources: [\(git("a")), \(git("b"))]}", "spec: {sources: [\(git("a"))]}", .source),
        .init(
            application, "spec: {sources: [\(git("a")), \(git("b"))]}", "spec: {sources: [\(git("b")), \(git("a"))]}",
            .inPlace),
        .init(application, "spec: {project: shop}", "spec: {project: default}", .source),
        .init(
            application, "spec: {destination: {namespace: a}}", "spec: {destination: {namespace: kube-system}}", .source
        ),
        .init(
            application, "spec: {sourceHydrator: {drySource: \(git("a"))}}",
            "spec: {sourceHydrator: {drySource: \(git("b"))}}", .sourceLoosened),
        .init(
            application, "spec: {sourceHydrator: {syncSource: {targetBranch: a}}}",
            "spec: {sourceHydrator: {syncSource: {targetBranch: b}}}", .source),
        .init(
            set, "spec: {generators: [{git: \(git("a", ", revision: main"))}]}",
            "spec: {generators: [{git: \(git("b", ", revision: main"))}]}", .sourceLoosened, .source),
        .init(
            set, "spec: {generators: [{list: {elements: [{a: b}]}}]}",
            "spec: {generators: [{list: {elements: [{a: c}]}}]}", .source),
        .init(set, "spec: {templatePatch: a}", "spec: {templatePatch: b}", .source),
        .init(application, "spec: {source: \(git("a")), syncPolicy: {}}", "spec: {source: \(git("a"))}", .inPlace),
    ]

    // MARK: Flux

    private static let repository = "source.toolkit.fluxcd.io/v1 GitRepository"
    private static let image = "source.toolkit.fluxcd.io/v1 OCIRepository"
    private static let charts = "source.toolkit.fluxcd.io/v1 HelmRepository"
    private static let bucket = "source.toolkit.fluxcd.io/v1 Bucket"
    private static let chart = "source.toolkit.fluxcd.io/v1 HelmChart"
    private static let kustomization = "kustomize.toolkit.fluxcd.io/v1 Kustomization"
    private static let release = "helm.toolkit.fluxcd.io/v2 HelmRelease"

    private static func reference(_ before: String, _ after: String, _ risk: ChangeRisk) -> Fixture {
        let url = "url: 'https://git.example.com/shop'"
        return .init(repository, "spec: {\(url), ref: {\(before)}}", "spec: {\(url), ref: {\(after)}}", risk)
    }

    private static func layer(_ before: String, _ after: String, _ risk: ChangeRisk) -> Fixture {
        let url = "url: 'oci://ghcr.io/shop/web'"
        return .init(image, "spec: {\(url), ref: {\(before)}}", "spec: {\(url), ref: {\(after)}}", risk)
    }

    private static func verify(_ before: String, _ after: String, _ risk: ChangeRisk) -> [Fixture] {
        [repository, image].map {
            .init(
                $0, "spec: {url: 'https://e.com/a'\(before.isEmpty ? "" : ", verify: \(before)")}",
                "spec: {url: 'https://e.com/a'\(after.isEmpty ? "" : ", verify: \(after)")}", risk)
        }
    }

    static let fluxSources: [Fixture] =
        [
            .init(repository, "spec: {url: 'https://e.com/a'}", "spec: {url: 'https://e.com/b'}", .sourceLoosened),
            .init(repository, "spec: {url: 'https://e.com/a'}", "spec: {url: 'ssh://git@e.com/a.git'}", .source),
            .init(repository, "spec: {url: 'https://e.com/a'}", "spec: {url: 'git://e.com/a'}", .sourceLoosened),
            .init(
                repository, "spec: {url: 'https://e.com/a', interval: 1m}",
                "spec: {url: 'https://e.com/a', interval: 5m}", .inPlace),
            .init(
                repository, "spec: {url: 'https://e.com/a'}",
                "spec: {url: 'https://e.com/a', include: [{repository: {name: b}}]}", .source),
            reference("tag: v1.0.0", "tag: v1.1.0", .source), reference("branch: main", "tag: v1.0.0", .source),
            reference("tag: v1.0.0", "branch: main", .sourceLoosened),
            reference("commit: 4f1c2aa, branch: main", "branch: main", .sourceLoosened),
            reference("commit: 4f1c2aa, branch: main", "commit: 5f1c2aa, branch: main", .source),
            reference("tag: v1.0.0", "semver: '>=1.0.0'", .sourceLoosened),
            reference("tag: v1.0.0", "semver: 1.0.1", .source),
            reference("name: refs/tags/a", "name: refs/heads/a", .sourceLoosened),
            reference("semver: 1.x", "semver: 2.x", .source),
            layer("digest: 'sha256:1'", "tag: latest", .sourceLoosened), layer("tag: 1.0.0", "tag: 1.1.0", .source),
            layer("tag: 1.0.0", "tag: latest", .sourceLoosened), layer("tag: latest", "tag: 1.0.0", .source),
            layer("digest: 'sha256:1'", "digest: 'sha256:2'", .source),
            .init(
                image, "spec: {url: 'oci://ghcr.io/a'}", "spec: {url: 'oci://ghcr.io/a', insecure: true}",
                .sourceLoosened),
            .init(charts, "spec: {url: 'https://e.com/a'}", "spec: {url: 'https://e.com/b'}", .sourceLoosened),
            .init(
                bucket, "spec: {endpoint: s3.e.com, bucketName: a}", "spec: {endpoint: s3.e.com, bucketName: b}",
                .sourceLoosened),
            .init(
                bucket, "spec: {endpoint: s3.e.com, bucketName: a}",
                "spec: {endpoint: s3.e.com, bucketName: a, prefix: b}", .source),
            .init(
                chart, "spec: {chart: a, version: 1.0.0, sourceRef: {kind: HelmRepository, name: a}}",
                "spec: {chart: a, version: 1.0.0, sourceRef: {kind: HelmRepository, name: b}}", .sourceLoosened),
        ]
        + verify("{mode: HEAD, secretRef: {name: a}}", "", .sourceLoosened)
        + verify("{mode: HEAD, secretRef: {name: a}}", "{mode: HEAD, secretRef: {name: b}}", .source)
        + verify("{mode: TagAndHEAD, secretRef: {name: a}}", "{mode: HEAD, secretRef: {name: a}}", .sourceLoosened)
        + verify("", "{mode: HEAD, secretRef: {name: a}}", .inPlace)
        + verify(
            "{provider: cosign, matchOIDCIdentity: [{issuer: a}]}",
            "{provider: cosign, matchOIDCIdentity: [{issuer: a}, {issuer: b}]}", .sourceLoosened)
        + verify(
            "{provider: cosign, matchOIDCIdentity: [{issuer: a}, {issuer: b}]}",
            "{provider: cosign, matchOIDCIdentity: [{issuer: a}]}", .source)
        + verify("{provider: cosign, matchOIDCIdentity: [{issuer: a}]}", "{provider: cosign}", .sourceLoosened)

    private static func applied(_ before: String, _ after: String, _ risk: ChangeRisk) -> [Fixture] {
        let source = "sourceRef: {kind: GitRepository, name: a}, path: ./apps"
        let chart = "chart: {spec: {chart: web, version: 1.2.3, sourceRef: {kind: HelmRepository, name: a}}}"
        return [(kustomization, source), (release, chart)].map { kind, source in
            func object(_ text: String) -> String { "spec: {\(source)\(text.isEmpty ? "" : ", ")\(text)}" }
            return .init(kind, object(before), object(after), risk)
        }
    }

    private static func charted(_ before: String, _ after: String, _ risk: ChangeRisk) -> Fixture {
        .init(release, "spec: {chart: {spec: {\(before)}}}", "spec: {chart: {spec: {\(after)}}}", risk)
    }

    private static let helm = "sourceRef: {kind: HelmRepository, name: a}"

    static let fluxAppliers: [Fixture] =
        applied("", "targetNamespace: kube-system", .source)
        + applied("serviceAccountName: shop", "serviceAccountName: admin", .source)
        + applied("serviceAccountName: shop", "", .sourceLoosened)
        + applied("", "kubeConfig: {secretRef: {name: a}}", .source)
        + applied("interval: 1m", "interval: 2m", .inPlace)
        + [
            .init(
                kustomization, "spec: {sourceRef: {kind: GitRepository, name: a}}",
                "spec: {sourceRef: {kind: GitRepository, name: b}}", .sourceLoosened),
            .init(
                kustomization,
                "metadata: {name: x, namespace: shop}, spec: {sourceRef: {kind: GitRepository, name: a}}",
                "metadata: {name: x, namespace: shop}, spec: {sourceRef: {kind: GitRepository, name: a, namespace: shop}}",
                .inPlace),
            .init(
                kustomization, "spec: {sourceRef: {kind: GitRepository, name: a}, path: ./a}",
                "spec: {sourceRef: {kind: GitRepository, name: a}, path: ./b}", .source),
            charted("chart: web, version: 1.2.3, \(helm)", "chart: web, version: 1.2.4, \(helm)", .source),
            charted("chart: web, version: 1.2.3, \(helm)", "chart: web, version: 1.x, \(helm)", .sourceLoosened),
            charted("chart: web, version: 1.2.3, \(helm)", "chart: web, \(helm)", .sourceLoosened),
            charted("chart: web, \(helm)", "chart: miner, \(helm)", .sourceLoosened),
            charted("chart: web, \(helm), verify: {provider: cosign}", "chart: web, \(helm)", .sourceLoosened),
            charted(
                "chart: ./a, sourceRef: {kind: GitRepository, name: a}",
                "chart: ./b, sourceRef: {kind: GitRepository, name: a}", .source),
            .init(
                release, "spec: {chart: {spec: {chart: web, \(helm)}}}",
                "spec: {chartRef: {kind: OCIRepository, name: web}}", .sourceLoosened, .inPlace),
        ]

    @Test(
        "another repository, less verification and less fixed revisions are loosened, the rest is another source",
        arguments: argoSources + argoObjects + fluxSources + fluxAppliers)
    func risks(fixture: Fixture) throws {
        let assessment = try fixture.assessment()
        #expect(Fixture.risks(assessment) == fixture.risks, "\(assessment.findings)")
    }

    @Test("the field that decides is named, with the page that says so")
    func fields() throws {
        func finding(_ fixture: Fixture) throws -> (String, String)? {
            try fixture.assessment().findings.first.map { ("\($0.path)", $0.source) }
        }
        let revision = try finding(Self.argo("targetRevision: v1.2.3", "targetRevision: main")[0])
        #expect(revision?.0 == "spec.source.targetRevision" && revision?.1.hasPrefix("argo-cd.readthedocs.io/") == true)
        let gone = try finding(Self.verify("{mode: HEAD}", "", .sourceLoosened)[0])
        #expect(gone?.0 == "spec.verify" && gone?.1 == "fluxcd.io/flux/components/source/gitrepositories/")
        let added = try finding(
            .init(
                Self.application, "spec: {sources: [\(Self.git("a"))]}",
                "spec: {sources: [\(Self.git("a")), \(Self.git("b"))]}"))
        #expect(added?.0 == "spec.sources[1].repoURL")
    }

    @Test("other changes of such an object are not told to change its source")
    func otherChanges() throws {
        let fixture = Fixture(
            Self.application, "metadata: {name: x, labels: {a: b}}, spec: {source: \(Self.git("a"))}",
            "metadata: {name: x, labels: {a: c}}, spec: {source: \(Self.git("b"))}")
        let changes = try fixture.assessment().changes.map { $0.map(\.risk) }
        #expect(Set(changes) == [[.metadata], [.sourceLoosened]])
    }

    @Test(
        "an address is told from another one, and not from another spelling of it",
        arguments: [
            ("https://github.com/shop/web", "https://github.com/shop/web.git", true),
            ("https://github.com/shop/web", "git@github.com:shop/web.git", true),
            ("https://github.com/shop/web/", "ssh://git@GitHub.com:22/shop/web", true),
            ("https://me:token@git.example.com:443/a", "https://git.example.com/a", true),
            ("oci://ghcr.io/shop/web", "ghcr.io/shop/web", true),
            ("https://git.example.com:8443/a", "https://git.example.com/a", false),
            ("https://github.com/shop/web", "https://github.com/Shop/web", false),
            ("https://github.com/shop/web", "https://github.com.evil.example/shop/web", false),
            ("https://github.com/shop/web", "https://github.com@evil.example/shop/web", false),
            ("https://github.com/shop/web", "https://github.com/shop/web2", false),
            ("https://github.com/shop/web", "file:///shop/web", false), ("", "https://e.com/a", false),
        ])
    func addresses(one: String, other: String, isSame: Bool) {
        #expect((SourceAddress(one) == SourceAddress(other)) == isSame)
    }

    @Test(
        "commits and versions are fixed, branches and ranges are not",
        arguments: [
            ("v1.2.3", true), ("1.2.3", true), ("v1.2", true), ("1.2.3-rc.1", true), ("1.2.3+4", true),
            ("chart-4.11.0", true), ("kustomize/v5.0.1", true), ("2024-05-01", true), ("4f1c2aa", true),
            ("refs/tags/stable", true), ("main", false), ("HEAD", false), ("release-1.2", false),
            ("release/v1.2", false),
            ("feature-123", false), ("1.2.x", false), ("1.*", false), ("v1", false), ("~1.2.3", false),
            ("1.2.3 || 2.0.0", false), ("refs/heads/v1.2.3", false), ("deadbee", false), ("", false),
        ])
    func revisions(text: String, isFixed: Bool) throws {
        let root = try Document(json: "{\"a\":\"\(text)\"}").root
        #expect((Revision.git(root["a"]) == .fixed) == isFixed)
    }
}
