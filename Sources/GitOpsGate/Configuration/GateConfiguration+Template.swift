extension GateConfiguration {
    /// A file with the defaults, each with what it means.
    public static let template = """
        # What gitops check looks at, and what it fails on. What is left out has the value that stands here.
        # yaml-language-server: $schema=gitops.schema.json
        apiVersion: \(GateConfigurationSchema.apiVersion)
        kind: \(GateConfigurationSchema.kind)

        # The version of the cluster, whose rules apply; the newest that is known by default.
        # kubernetesVersion: "1.34"

        # Where objects go that live in a namespace and name none.
        defaultNamespace: default

        # Which files are manifests, in the syntax of .gitignore. Charts and kustomizations have to be rendered first.
        manifests:
          include: []
          exclude: []
          hidden: false

        # Objects against the schemas of their kinds; unknownKinds is unknown (which fails), warn or ignore. For kinds of
        # Argo CD, Flux and others, definitions names files or folders with their CustomResourceDefinitions, as crds/.
        # unrendered is how bad a change of a kustomization or chart is, which nobody looked at as it is rendered.
        validation:
          enabled: true
          unknownKinds: unknown
          definitions: []
          unrendered: low

        # Admission policies: those in these files and folders, and those among the manifests.
        policies:
          enabled: true
          paths: []
          ofManifests: true
          exceptions: []
          expiringWithinDays: 30

        # Built-in controls of workloads, network, access, images and GitOps controllers.
        controls:
          enabled: true
          minimumSeverity: low
          disabled: []
          allowedRegistries: []

        # Pod Security by the labels of namespaces; a level goes for namespaces that have none.
        podSecurity:
          enabled: true
          # level: baseline
          # version: v1.34

        # Who may do what: dangerous grants, gained permissions, ways to more power, and files of statements.
        access:
          enabled: true
          paths: true
          gained: low
          assertions: []

        # Signatures and authors of commits, by a policy of gitops verify.
        commits:
          attribution: true
          # policy: commit-policy.yaml

        # How bad classes of changes are; none is not told.
        changes:
          enabled: true
          dataLoss: high
          # The rules of this file, and exceptions, statements and policies that it names, by which less fails than before.
          rulesLoosened: high
          # What guards the cluster: policies, webhooks, network policies, quotas, projects, labels of Pod Security. Loosened where it
          # is sure that less is refused; with guardrail: medium every other change of them fails as well.
          guardrailLoosened: high
          guardrail: low
          # What Argo CD and Flux deploy: loosened where it comes from another repository, is no longer verified, or a fixed revision
          # becomes a branch; source is another revision, folder or destination.
          sourceLoosened: high
          source: low
          privilege: low
          exposure: low
          recreate: low
          rollingRestart: none
          capacity: none

        # The least severity that fails, of new findings and of those that the base has as well; and whether all, only new
        # or none of the unknowns fail.
        failOn:
          new: medium
          existing: none
          unknown: all

        """
}
