// Everything of swift-gitops under one import.
@_exported public import GitOpsCEL
@_exported public import GitOpsDiff
@_exported public import GitOpsGate
@_exported public import GitOpsHistory
@_exported public import GitOpsManifest
@_exported public import GitOpsPolicy
@_exported public import GitOpsRBAC
@_exported public import GitOpsRegex
@_exported public import GitOpsReport
@_exported public import GitOpsRepository
@_exported public import GitOpsSchema
@_exported public import GitOpsTrust
