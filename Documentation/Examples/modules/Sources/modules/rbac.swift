import GitOpsManifest
import GitOpsRBAC

/// Who may read a Secret and by which line, what a change gives away, and where that leads.
func access(before: String, after: String) throws {
    let loader = ManifestLoader(naming: .relativeToDirectory)
    let base = AccessModel(loader.loadBlocking([before]))
    let head = AccessModel(loader.loadBlocking([after]))

    let secrets = ResourceAttributes(verb: "get", resource: "secrets", namespace: "shop")
    for holder in head.whoCan(secrets).holders {
        for grant in holder.grants { print(holder.subject, grant.rule, grant.rulePlace, grant.subjectPlace) }
    }
    let web = Subject.serviceAccount(namespace: "shop", name: "web")
    let question = SubjectAccessReview(web, attributes: .resource(secrets))
    if let denial = head.explainDenial(of: question) { print(web, "may not:", denial) }

    // What subjects may do after the change and not before, with the lines that are to blame.
    for change in AccessDiff(from: base, to: head).changes {
        for gained in change.gained.changes {
            print(change.subject, "gains", gained.permission, gained.causes.map { "\($0.place)" })
        }
    }
    // The ways to cluster-admin, nodes and secrets that it opens, step by step.
    for path in EscalationDiff(from: EscalationAnalysis(base), to: EscalationAnalysis(head)).opened { print(path) }
}
