extension TestKeys {
    /// Ed25519, without passphrase.
    static let sshPrivateKey = """
        -----BEGIN OPENSSH PRIVATE KEY-----
        b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW
        QyNTUxOQAAACAbm1rzObZ1a5C5FZOjwEgINmc2hZx2leJY+YxKU0+f7wAAAJg8Ze+OPGXv
        jgAAAAtzc2gtZWQyNTUxOQAAACAbm1rzObZ1a5C5FZOjwEgINmc2hZx2leJY+YxKU0+f7w
        AAAEAjY3g1ovoK05Ga/MzBbE3YPthvIIghAxRGNcZzwgFdPRubWvM5tnVrkLkVk6PASAg2
        ZzaFnHaV4lj5jEpTT5/vAAAAE2VkMjU1MTlAZXhhbXBsZS5jb20BAg==
        -----END OPENSSH PRIVATE KEY-----

        """

    /// Ed25519.
    static let sshEd25519 = """
        ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBubWvM5tnVrkLkVk6PASAg2ZzaFnHaV4lj5jEpTT5/v ed25519@example.com
        """

    /// P-384.
    static let sshECDSA = """
        ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBFyprQKKFdAlk/jE9/uDcVrOknqX\
        GmAO1ka4c6qFVI8Oj6/+jgh3TnJE0TUHAV7wET9xj6kUhCeSiCq9jF4MisD9FgRWrqWPEikkKb0d8fUgI8q79gwTHEJ/y5eEMJ0R\
        1A== ecdsa@example.com
        """

    /// RSA with 2,048 bits.
    static let sshRSA = """
        ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQCSLUrUR1XeZ00vDuMCliXoG8UXjnIzO9An7msn4wy8izS5YOab/zTFUtiwcOzQ\
        Z7XHZi/2xF4/MnIPGAawwWoa2TakSG4poGufZp4czzEE2nrP+WcEjKrJjEMVMjYJRr0BJk3AqeIzwA7ULomZYuMwRFC8sOgD1d/x\
        FOMsby0RWxV8+jxgldsX7LwuV+LFuScDVqBlhhKf99SaQDFSe3gdmD2P4gcv5axpjvFLhsXsGLOzNSR1SC1abKof8ohHPmvkll3a\
        UHV8+kwYR418NKgZnXidl5iFXQW8ELIzFnV/Sy1FTQjQ6KShKnFxIm5DjXm7bwftlFCGtLLBQF48YQqN rsa@example.com
        """

    /// The authority of the certificate.
    static let sshAuthority = """
        ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDA3LeJdw+tBkUyt5PlT7yvAxYMfofiMepyPRcnv8cH4 ca@example.com
        """

    /// For ada@example.com and ops, in 2024, serial number 7.
    static let sshCertificate = """
        ssh-ed25519-cert-v01@openssh.com AAAAIHNzaC1lZDI1NTE5LWNlcnQtdjAxQG9wZW5zc2guY29tAAAAIMzwBW0jw2Ve4CF\
        sOeqMsnJ/21Zp+qiIlPu3Kc0ZJHwaAAAAIBubWvM5tnVrkLkVk6PASAg2ZzaFnHaV4lj5jEpTT5/vAAAAAAAAAAcAAAABAAAACmF\
        kYSBsYXB0b3AAAAAaAAAAD2FkYUBleGFtcGxlLmNvbQAAAANvcHMAAAAAZZIAgAAAAABndIWAAAAAAAAAAIIAAAAVcGVybWl0LVg\
        xMS1mb3J3YXJkaW5nAAAAAAAAABdwZXJtaXQtYWdlbnQtZm9yd2FyZGluZwAAAAAAAAAWcGVybWl0LXBvcnQtZm9yd2FyZGluZwA\
        AAAAAAAAKcGVybWl0LXB0eQAAAAAAAAAOcGVybWl0LXVzZXItcmMAAAAAAAAAAAAAADMAAAALc3NoLWVkMjU1MTkAAAAgMDct4l3\
        D60GRTK3k+VPvK8DFgx+h+Ix6nI9Fye/xwfgAAABTAAAAC3NzaC1lZDI1NTE5AAAAQEEmwgczhkv6W395WkPkZbXk3mZc0gHSh4g\
        SW3N6Tcrfrdn6eIZXDTB+b9/28I5tIyEqrjnqeTw/F29vUcSNZwA= ed25519@example.com
        """

    /// By Ed25519.
    static let sshEd25519Signature = """
        -----BEGIN SSH SIGNATURE-----
        U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgG5ta8zm2dWuQuRWTo8BICDZnNo
        WcdpXiWPmMSlNPn+8AAAADZ2l0AAAAAAAAAAZzaGE1MTIAAABTAAAAC3NzaC1lZDI1NTE5
        AAAAQI/tiY/89fx7YFBqY7AASBK/l/wi11hAvsYLHyURyLkR1/SehoBByGWf/8or6utF4Y
        ueKMUywxqzZ9S8X35a7gU=
        -----END SSH SIGNATURE-----

        """

    /// By P-384.
    static let sshECDSASignature = """
        -----BEGIN SSH SIGNATURE-----
        U1NIU0lHAAAAAQAAAIgAAAATZWNkc2Etc2hhMi1uaXN0cDM4NAAAAAhuaXN0cDM4NAAAAG
        EEXKmtAooV0CWT+MT3+4NxWs6SepcaYA7WRrhzqoVUjw6Pr/6OCHdOckTRNQcBXvARP3GP
        qRSEJ5KIKr2MXgyKwP0WBFaupY8SKSQpvR3x9SAjyrv2DBMcQn/Ll4QwnRHUAAAAA2dpdA
        AAAAAAAAAGc2hhNTEyAAAAhAAAABNlY2RzYS1zaGEyLW5pc3RwMzg0AAAAaQAAADBJaTOL
        7asx8i5sRtqg+SG8ZEwbDaVAztfMMyf/cKSRmU1z3y08F8kRqzlZZRV1wD4AAAAxAJEhs1
        abomJ3QEbeycpN9mhTx5Y7lNN4h5uBhnAWmdWeynlsCs3XaMsZgCieeDPSGA==
        -----END SSH SIGNATURE-----

        """

    /// By RSA.
    static let sshRSASignature = """
        -----BEGIN SSH SIGNATURE-----
        U1NIU0lHAAAAAQAAARcAAAAHc3NoLXJzYQAAAAMBAAEAAAEBAJItStRHVd5nTS8O4wKWJe
        gbxReOcjM70CfuayfjDLyLNLlg5pv/NMVS2LBw7NBntcdmL/bEXj8ycg8YBrDBahrZNqRI
        bimga59mnhzPMQTaes/5ZwSMqsmMQxUyNglGvQEmTcCp4jPADtQuiZli4zBEULyw6APV3/
        EU4yxvLRFbFXz6PGCV2xfsvC5X4sW5JwNWoGWGEp/31JpAMVJ7eB2YPY/iBy/lrGmO8UuG
        xewYs7M1JHVILVpsqh/yiEc+a+SWXdpQdXz6TBhHjXw0qBmdeJ2XmIVdBbwQsjMWdX9LLU
        VNCNDopKEqcXEibkONebtvB+2UUIa0ssFAXjxhCo0AAAADZ2l0AAAAAAAAAAZzaGE1MTIA
        AAEUAAAADHJzYS1zaGEyLTUxMgAAAQAbX2tn5BUmu4wozHnRgqY9P0GpW76pcbSe6ibxpN
        UFyxj2oWTEAaaANzqp9VT7ibnJ6hXPz/WPC+xhMXlSVtsb4V3GaXqh/FYupQ636ZtF4J2I
        Q69QOzPmOZ1hI/rbtHtFh/DmJ5dGV+JEOig1vb1rdrJxQP4niw5CpifddmbriEkBZsBsVN
        TfxqBT7YKZwd1i1KkTBlyS5ChCe7zm4S1omY1BPBvVXBuwuVZmsotwbit5W/sbGany0uAl
        V2WTeeqTa/XDPLOVmwyh56onopNg486kbYJuWbPOuMuv/IeLkh6lHATeSncFGSh0U+0sH4
        JhL3dx8UsTbNttrC/0qK6N
        -----END SSH SIGNATURE-----

        """

    /// With the certificate.
    static let sshCertificateSignature = """
        -----BEGIN SSH SIGNATURE-----
        U1NIU0lHAAAAAQAAAdAAAAAgc3NoLWVkMjU1MTktY2VydC12MDFAb3BlbnNzaC5jb20AAA
        AgzPAFbSPDZV7gIWw56oyycn/bVmn6qIiU+7cpzRkkfBoAAAAgG5ta8zm2dWuQuRWTo8BI
        CDZnNoWcdpXiWPmMSlNPn+8AAAAAAAAABwAAAAEAAAAKYWRhIGxhcHRvcAAAABoAAAAPYW
        RhQGV4YW1wbGUuY29tAAAAA29wcwAAAABlkgCAAAAAAGd0hYAAAAAAAAAAggAAABVwZXJt
        aXQtWDExLWZvcndhcmRpbmcAAAAAAAAAF3Blcm1pdC1hZ2VudC1mb3J3YXJkaW5nAAAAAA
        AAABZwZXJtaXQtcG9ydC1mb3J3YXJkaW5nAAAAAAAAAApwZXJtaXQtcHR5AAAAAAAAAA5w
        ZXJtaXQtdXNlci1yYwAAAAAAAAAAAAAAMwAAAAtzc2gtZWQyNTUxOQAAACAwNy3iXcPrQZ
        FMreT5U+8rwMWDH6H4jHqcj0XJ7/HB+AAAAFMAAAALc3NoLWVkMjU1MTkAAABAQSbCBzOG
        S/pbf3laQ+RlteTeZlzSAdKHiBJbc3pNyt+t2fp4hlcNMH5v3/bwjm0jISquOep5PD8Xb2
        9RxI1nAAAAAANnaXQAAAAAAAAABnNoYTUxMgAAAFMAAAALc3NoLWVkMjU1MTkAAABAj+2J
        j/z1/HtgUGpjsABIEr+X/CLXWEC+xgsfJRHIuRHX9J6GgEHIZZ//yivq60Xhi54oxTLDGr
        Nn1LxfflruBQ==
        -----END SSH SIGNATURE-----

        """

    /// For the namespace `file`.
    static let sshFileSignature = """
        -----BEGIN SSH SIGNATURE-----
        U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgG5ta8zm2dWuQuRWTo8BICDZnNo
        WcdpXiWPmMSlNPn+8AAAAEZmlsZQAAAAAAAAAGc2hhNTEyAAAAUwAAAAtzc2gtZWQyNTUx
        OQAAAED/X0CDftcLp7dsw5wRO8vbEn+N3lhTnl0AZBSmr+oXOkrrts7KtQLwLwwMAG1glM
        knrmh9BpojeqJjePVYIYkO
        -----END SSH SIGNATURE-----

        """
}
