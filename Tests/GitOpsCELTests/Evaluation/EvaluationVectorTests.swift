import GitOpsManifest
import GitOpsTestSupport
import Testing

@testable import GitOpsCEL

@Suite("Evaluation against the API server's answers")
struct EvaluationVectorTests {
    static let object = """
        {apiVersion: v1, kind: ConfigMap, metadata: {name: cel-1, namespace: cel, labels: {batch: b1}}, data: {k1: v1}}
        """
}
