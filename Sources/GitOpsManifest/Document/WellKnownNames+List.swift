/// The member names of the built-in Kubernetes schema, in byte order: the position of a name is its symbol.
///
/// Source: the property names of the OpenAPI v2 document of Kubernetes 1.36.
extension WellKnownNames {
    package static let count: UInt32 = 943

    static let list: StaticString = """
        $ref $schema Port acceptedNames accessModes acquireTime action active activeDeadlineSeconds add \
        additionalItems additionalPrinterColumns additionalProperties address addressType addresses adminAccess \
        admissionReviewVersions affinity aggregationRule allNodes allOf allocatable allocateLoadBalancerNodePorts \
        allocatedDevices allocatedResourceStatuses allocatedResources allocatedResourcesStatus allocation \
        allocationMode allocationMultiplier allocationTimestamp allowMultipleAllocations allowPrivilegeEscalation \
        allowVolumeExpansion allowed allowedTopologies annotations anyOf apiGroup apiGroups apiServerID apiVersion \
        apiVersions appArmorProfile appProtocol applyConfiguration architecture args assigned attachError \
        attachRequired attached attacher attachmentMetadata attributes audience audiences auditAnnotations \
        authenticated automountServiceAccountToken availableDevices availableReplicas averageUtilization averageValue \
        awsElasticBlockStore azureDisk azureFile backend backoffLimit backoffLimitPerIndex basic beginRefreshAt \
        behavior binaryData binaryVersion bindingConditions bindingFailureConditions bindsToNode blockOwnerDeletion \
        bool bools bootID borrowingLimitPercent boundObjectRef buildDate caBundle cachingMode capabilities capacity \
        capacityKey categories causes cel cephfs certificate certificateChain certificateChainPath chapAuthDiscovery \
        chapAuthSession cidr cidrs cinder claimName claimRef claims clientCIDR clientConfig clientIP clusterIP \
        clusterIPs clusterRoleSelectors clusterScope clusterTrustBundle code collisionCount command \
        commonEncodingVersion compiler completedIndexes completionMode completionTime completions component \
        concurrencyPolicy conditionType conditions config configMap configMapKeyRef configMapRef configSource \
        constraints consumedCapacity consumesCounters container containerID containerName containerPort \
        containerResource containerRuntimeVersion containerStatuses containers continue controller \
        controllerExpandSecretRef controllerPublishSecretRef controllerRef conversion conversionReviewVersions count \
        counterSet counters creationTimestamp credentialBundlePath csi current currentCPUUtilizationPercentage \
        currentHealthy currentMetrics currentNumberScheduled currentReplicas currentRevision \
        currentVolumeAttributesClassName daemonEndpoints data dataSource dataSourceRef datasetName datasetUUID \
        declaredFeatures decodableVersions default defaultBackend defaultMode defaultRequest definitions deleteOptions \
        deletionGracePeriodSeconds deletionTimestamp denied dependencies deprecated deprecatedCount \
        deprecatedFirstTimestamp deprecatedLastTimestamp deprecatedSource deprecatedTopology deprecationWarning \
        describedObject description desiredHealthy desiredNumberScheduled desiredReplicas detachError details device \
        deviceClassName devicePath deviceSelector devices directory diskName diskURI disruptedPods disruptionMode \
        disruptionsAllowed distinctAttribute distinguisherMethod divisor dnsConfig dnsPolicy downwardAPI driver \
        driverName drivers drop dryRun effect egress emptyDir emulationMajor emulationMinor emulationVersion \
        enableServiceLinks encodingVersion endPort endpoints endpointsNamespace enum env envFrom ephemeral \
        ephemeralContainerStatuses ephemeralContainers error errorCode evaluationError eventTime exactly example \
        except excludeResourceRules exclusiveMaximum exclusiveMinimum exec exempt exitCode exitCodes expectedPods \
        expirationSeconds expirationTimestamp expression expressionWarnings extendedResourceClaimStatus \
        extendedResourceName external externalDocs externalID externalIPs externalName externalTrafficPolicy extra \
        failed failedIndexes failedJobsHistoryLimit failurePolicy failureThreshold fc features field fieldPath \
        fieldRef fieldSelector fieldsType fieldsV1 fileKeyRef finalizers finishedAt firstAvailable firstTimestamp \
        flexVolume flocker forNodes forZones format from fsGroup fsGroupChangePolicy fsGroupPolicy fsType \
        fullyLabeledReplicas gang gateway gcePersistentDisk generateName generation gid gitCommit gitRepo gitTreeState \
        gitVersion globalDefault glusterfs gmsaCredentialSpec gmsaCredentialSpecName goVersion gracePeriodSeconds \
        group groupPriorityMinimum groupVersion groups grpc handSize handler hard hardwareAddress health \
        healthCheckNodePort hints holderIdentity host hostAliases hostIP hostIPC hostIPs hostNetwork hostPID hostPath \
        hostPort hostProcess hostUsers hostname hostnameOverride hostnames hosts http httpGet httpHeaders id \
        ignoreStoreReadErrorWithClusterBreakingPotential image imageID imagePullPolicy imagePullSecrets imageRef \
        images immutable incomplete ingress ingressClassName initContainerStatuses initContainers initialDelaySeconds \
        initiatorName inlineVolumeSpec insecureSkipTLSVerify int interfaceName internalTrafficPolicy ints \
        involvedObject ip ipBlock ipFamilies ipFamilyPolicy ipMode ips iqn iscsi iscsiInterface items jobTemplate \
        jsonPatch jsonPath kernelVersion key keyPath keyType keyring kind kubeProxyVersion kubeletConfigKey \
        kubeletEndpoint kubeletVersion labelSelector labelSelectorPath labels lastHeartbeatTime lastKnownGood \
        lastObservedTime lastPhaseTransitionTime lastProbeTime lastScaleTime lastScheduleTime lastState \
        lastSuccessfulTime lastTimestamp lastTransitionTime lastUpdateTime leaseDurationSeconds leaseName \
        leaseTransitions lendablePercent level lifecycle limit limitResponse limited limits linux listKind \
        livenessProbe loadBalancer loadBalancerClass loadBalancerIP loadBalancerSourceRanges local localhostProfile \
        lun machineID major managedBy managedFields manager manualSelector matchAttribute matchConditions \
        matchConstraints matchExpressions matchFields matchLabelExpressions matchLabelKeys matchLabels matchPolicy \
        matchResources matchingPrecedence max maxExpirationSeconds maxFailedIndexes maxItems maxLength \
        maxLimitRequestRatio maxProperties maxReplicas maxSkew maxSurge maxUnavailable maximum maximumVolumeSize \
        medium message messageExpression metadata metric metrics min minAvailable minCompatibilityMajor \
        minCompatibilityMinor minCount minDomains minItems minLength minProperties minReadySeconds minReplicas minimum \
        minor mismatchLabelKeys mode modifyVolumeStatus monitors mountOptions mountPath mountPropagation multipleOf \
        mutations name names nameservers namespace namespaceSelector namespaced namespaces networkData nfs \
        nodeAffinity nodeAffinityPolicy nodeAllocatableResourceClaimStatuses nodeAllocatableResourceMappings \
        nodeAllocatableUpdatePeriodSeconds nodeExpandSecretRef nodeID nodeInfo nodeName nodePort nodePublishSecretRef \
        nodeSelector nodeSelectorTerms nodeStageSecretRef nodeTaintsPolicy nodeTopology nodeUID \
        nominalConcurrencyShares nominatedNodeName nonResourceAttributes nonResourceRules nonResourceURLs not notAfter \
        notBefore notReadyAddresses note nullable number numberAvailable numberMisscheduled numberReady \
        numberUnavailable object objectSelector observedGeneration onExitCodes onPodConditions oneOf opaque \
        openAPIV3Schema operatingSystem operation operations operator optional optionalOldSelf options ordinals \
        orphanDependents os osImage overhead ownerReferences parallelism paramKind paramRef parameterNotFoundAction \
        parameters parentRef partition patchType path pathType paths pattern patternProperties paused pdID pdName \
        perDeviceNodeSelection periodSeconds persistentVolumeClaim persistentVolumeClaimRetentionPolicy \
        persistentVolumeName persistentVolumeReclaimPolicy phase photonPersistentDisk pingTime pkixPublicKey platform \
        plural podAffinity podAffinityTerm podAntiAffinity podCIDR podCIDRs podCertificate podFailurePolicy podFixed \
        podGroupName podGroupTemplateName podGroupTemplateRef podGroupTemplates podIP podIPs podInfoOnMount \
        podManagementPolicy podName podReplacementPolicy podSelector podUID pods policies policyName policyTypes pool \
        poolCount poolName pools port portals ports portworxVolume postStart preStop preconditions preemptionPolicy \
        preference preferredDuringSchedulingIgnoredDuringExecution preferredHolder preferredVersion prefix \
        preserveUnknownFields preventPodSchedulingIfMissing priority priorityClassName priorityLevelConfiguration \
        privileged procMount progressDeadlineSeconds projected proofOfPossession propagationPolicy properties \
        protectionDomain protocol providerID provisioner publishNotReadyAddresses pullPolicy qosClass queueLengthLimit \
        queues queuing quobyte rawSelector rbd readOnly readOnlyRootFilesystem readinessGates readinessProbe ready \
        readyReplicas reason reclaimPolicy recursiveReadOnly recursiveReadOnlyMounts reference regarding registry \
        reinvocationPolicy related remainingItemCount renewTime replicas reportingComponent reportingController \
        reportingInstance repository request requestMappings requestName requestPolicy requests required \
        requiredDuringSchedulingIgnoredDuringExecution requirements requiresRepublish reservedFor resize resizePolicy \
        resource resourceAttributes resourceClaimName resourceClaimStatuses resourceClaimTemplateName resourceClaims \
        resourceFieldRef resourceID resourceName resourceNames resourceRules resourceSliceCount resourceVersion \
        resources restartCount restartPolicy restartPolicyRules results retryAfterSeconds revision \
        revisionHistoryLimit role roleRef rollingUpdate rule rules runAsGroup runAsNonRoot runAsUser runAsUserName \
        running runtimeClassName runtimeHandlers scale scaleDown scaleIO scaleTargetRef scaleUp schedule schedulerName \
        scheduling schedulingConstraints schedulingGates schedulingGroup schedulingPolicy schema scheme scope \
        scopeName scopeSelector scopes seLinuxChangePolicy seLinuxMount seLinuxOptions searches seccompProfile seconds \
        secret secretFile secretKeyRef secretName secretNamespace secretRef secrets securityContext selectPolicy \
        selectableFields selector selectors selfLink series served servedVersions server serverAddress \
        serverAddressByClientCIDRs service serviceAccount serviceAccountName serviceAccountToken \
        serviceAccountTokenInSecrets serviceAccountUID serviceName serving sessionAffinity sessionAffinityConfig \
        setHostnameAsFQDN shardInfo shareID shareName shareProcessNamespace sharedCounters shortNames sideEffects \
        signal signerName singular singularName sizeBytes sizeLimit sleep source sources spec specReplicasPath \
        sslEnabled stabilizationWindowSeconds start startTime started startedAt startingDeadlineSeconds startupProbe \
        state status statusReplicasPath stdin stdinOnce step stopSignal storage storageCapacity storageClassName \
        storageMode storagePolicyID storagePolicyName storagePool storageVersionHash storageVersions storageos \
        storedVersions strategy string stringData strings stubPKCS10Request subPath subPathExpr subdomain subjects \
        subresource subresources subsets succeeded succeededCount succeededIndexes successPolicy successThreshold \
        successfulJobsHistoryLimit supplementalGroups supplementalGroupsPolicy suspend swap sysctls system systemUUID \
        taint taints target targetCPUUtilizationPercentage targetContainerName targetPort targetPortal targetRef \
        targetVolumeAttributesClassName targetWWNs tcpSocket template tenant terminated terminating \
        terminatingReplicas terminationGracePeriodSeconds terminationMessagePath terminationMessagePolicy time \
        timeAdded timeZone timeoutSeconds title tls to token tokenRequests tolerance tolerationSeconds tolerations \
        topology topologyKey topologyKeys topologySpreadConstraints totalDevices trafficDistribution trustBundle \
        ttlSecondsAfterFinished tty type typeChecking uid unavailableDevices unavailableReplicas \
        uncountedTerminatedPods unhealthyPodEvictionPolicy uniqueItems unschedulable unverifiedUserAnnotations \
        updateRevision updateStrategy updatedNumberScheduled updatedReplicas url usages used user userAnnotations \
        userInfo userNamespaces username validRange validValues validationActions validationError validations value \
        valueExpression valueFrom values variables verb verbs version versionPriority versions volume volumeAttributes \
        volumeAttributesClassName volumeBindingMode volumeClaimTemplate volumeClaimTemplates volumeDevices \
        volumeHandle volumeID volumeLifecycleModes volumeMode volumeMounts volumeName volumeNamespace volumePath \
        volumeStatus volumes volumesAttached volumesInUse vsphereVolume waiting warning webhook webhooks weight \
        whenDeleted whenScaled whenUnsatisfiable windowsOptions workingDir workload workloadName wwids \
        x-kubernetes-embedded-resource x-kubernetes-int-or-string x-kubernetes-list-map-keys x-kubernetes-list-type \
        x-kubernetes-map-type x-kubernetes-preserve-unknown-fields x-kubernetes-validations zone
        """
}
