/// Keys and signatures made with GnuPG 2.2 and OpenSSH 9.2 for these tests alone. They protect nothing and are trusted
/// nowhere.
enum TestKeys {
    /// The commit that the signatures are about, made on 2024-07-03T09:46:40Z.
    static let payload = Array(
        """
        tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904
        author Ada Example <ada@example.com> 1720000000 +0000
        committer Ada Example <ada@example.com> 1720000000 +0000

        Scale the shop to three replicas

        Two were not enough on Fridays.

        """.utf8)

    /// Primary key for certification, a signing subkey that ends with 2024, and one for encryption.
    static let adaKey = """
        -----BEGIN PGP PUBLIC KEY BLOCK-----

        mDMEZZIAgBYJKwYBBAHaRw8BAQdATNTCXsDiQR2vi5sNa1riPjHi7O/7b9UnP/l1
        p2v3fsK0HUFkYSBFeGFtcGxlIDxhZGFAZXhhbXBsZS5jb20+iJAEExYIADgWIQRo
        1qCC7D6rPhp0o+k/nnMHdT/gNwUCZZIAgAIbAQULCQgHAgYVCgkICwIEFgIDAQIe
        AQIXgAAKCRA/nnMHdT/gN8aOAP9qCDiZJqTI3/1wUexD3WUSB/YmVsM8iDu3wX7o
        Mm3V6gD7ByHPVr2dIp/RFCz/n4U6sZeW0YtM1rJTOuyTK7r9Hg24MwRlkgCAFgkr
        BgEEAdpHDwEBB0D3/22dBpxxF2i4LHFNDtsGaS4y5U28C763ultHuBGhZIj1BBgW
        CAAmFiEEaNagguw+qz4adKPpP55zB3U/4DcFAmWSAIACGwIFCQHihQAAgQkQP55z
        B3U/4Dd2IAQZFggAHRYhBFqPJRd00Ki7Ylrq9xNMKnsCXS0iBQJlkgCAAAoJEBNM
        KnsCXS0iD4ABAKhbgQROdhZqBLUY8oVn9JZyC3T7RG8UbCj+4Fjf3JZbAP936Has
        +R0PODUdpgZ5r/XyLZ/sqpKboK4xz4/SRZvcA39IAQCML6pnKVSDpt3tFdGZUSjU
        VupHTznfu5gEtYAyGrl1igD/SRd+8YVoOPMn75ouIHhLjACp7iKZ77n6e/seJVaX
        ZgW4OARlkgCAEgorBgEEAZdVAQUBAQdA1VkQ6aA58AxWQMDg2YTsMtHaSI/nXQOx
        Y23YjjvAGgMDAQgHiHgEGBYIACAWIQRo1qCC7D6rPhp0o+k/nnMHdT/gNwUCZZIA
        gAIbDAAKCRA/nnMHdT/gN9q6AP4xuN0uOpFq1nvolFpmGrtfmSl/ZHBsU21xnFAm
        Qo8A9QD/ZVG0YB0JV0LUeJNiVIot3RzaxuOc7KdI+NZNu5x6BQA=
        =DMJF
        -----END PGP PUBLIC KEY BLOCK-----

        """

    /// RSA with 2,048 bits.
    static let beaKey = """
        -----BEGIN PGP PUBLIC KEY BLOCK-----

        mQENBGWSAIABCADM3S1viWqMrGgR9+GA59CChsd89fuhfOFp6xLeENE8t0CBmsey
        myzCDCbNp02SmqEjx2+4PlgXzVkYsAa/vs08s7kqx+lZ73c7u4T7L5gXOfCZ2vVr
        Te8FIX+K1s995aJclLvvx6B99u82DeR7Z6Dyrb9fU00aHr99UebVqUh7ru+05YCZ
        smUWLtUysITSk+OmLfnUbc7y2i1CpcICcFEmKNoch5uTdNpVt+JymsXtBhWD6PdY
        qmfl6UwrkEscMu7+iOMQVvJmJjRhat6O4PK39SwTXwSdAzzNEf/YcR9XWK1pFt3H
        22alsRW+s8zzCCU4ayV9uLuAnwNjsHBWJIuzABEBAAG0HUJlYSBFeGFtcGxlIDxi
        ZWFAZXhhbXBsZS5jb20+iQFOBBMBCgA4FiEEV2+yZ6k9hLpvyPMv381JaknyEEcF
        AmWSAIACGwMFCwkIBwIGFQoJCAsCBBYCAwECHgECF4AACgkQ381JaknyEEcfqgf/
        QVlA5DPiByyD1xJmt+JLWnZIID3e1zlg7TfuAvoitQMIspQDj63EDfTwO44R4SuO
        GXw6ZKYXAsTnJ2CkFJN//TUAj+PNo8A8KO+6Yx9sk58081QklPgR3DcoZYLUi69t
        JPcGNXl/hpHuYIU11Fb9pmnj4TmdzZ+5d28XJ9owwmMo+kSeXP7V58FQEgyLIEg8
        JPnD5OU4Af3ukgI2M4pWk/PfxvOnZsdoyvpC+ajtIpk2/fAUUbFs+JAQDrYmkDip
        pUs3AR+ZfZsLVyOLdGbvHLpsQrxmFIVMwBEHryYQKaxvS7Q6TGgIU2j7Ogw5uDmm
        v+yuhDMrghOxoLpkbiUKNg==
        =Etrx
        -----END PGP PUBLIC KEY BLOCK-----

        """

    /// The same with its revocation.
    static let beaKeyRevoked = """
        -----BEGIN PGP PUBLIC KEY BLOCK-----

        mQENBGWSAIABCADM3S1viWqMrGgR9+GA59CChsd89fuhfOFp6xLeENE8t0CBmsey
        myzCDCbNp02SmqEjx2+4PlgXzVkYsAa/vs08s7kqx+lZ73c7u4T7L5gXOfCZ2vVr
        Te8FIX+K1s995aJclLvvx6B99u82DeR7Z6Dyrb9fU00aHr99UebVqUh7ru+05YCZ
        smUWLtUysITSk+OmLfnUbc7y2i1CpcICcFEmKNoch5uTdNpVt+JymsXtBhWD6PdY
        qmfl6UwrkEscMu7+iOMQVvJmJjRhat6O4PK39SwTXwSdAzzNEf/YcR9XWK1pFt3H
        22alsRW+s8zzCCU4ayV9uLuAnwNjsHBWJIuzABEBAAGJATYEIAEKACAWIQRXb7Jn
        qT2Eum/I8y/fzUlqSfIQRwUCZZIAgAIdAAAKCRDfzUlqSfIQRygVCACmGgkC+VJT
        bOfDRFV/QHv4UURBYhS9yE/6L3+uYHCa9EjHVHSGuKQw3lscXZk/uFdGIZ3Kc3em
        rRt/zCXAEs67+siCIvu8rIQcXdDGTgNPOIbgXxN5/cC6Upap2eP/COT58aWo93vU
        U6QZjcMkcTRoUMofgYBJOwhSInvLQbYhTIsP5Guy8p4WZkH4i55ZCkQNwBWRuRtJ
        mnHj4FsouFJaeuact+6TlZ41DRDe1B7XnCg79BCPnjpmn8CweEae3DM2N700+s0H
        wevDB39sZ/lRTuBGF6qKVdCfrBHQAA7G27c49Kt1q678nSPzKYUUA18sFD3nZXHL
        so3c+TgwcNX4tB1CZWEgRXhhbXBsZSA8YmVhQGV4YW1wbGUuY29tPokBTgQTAQoA
        OBYhBFdvsmepPYS6b8jzL9/NSWpJ8hBHBQJlkgCAAhsDBQsJCAcCBhUKCQgLAgQW
        AgMBAh4BAheAAAoJEN/NSWpJ8hBHH6oH/0FZQOQz4gcsg9cSZrfiS1p2SCA93tc5
        YO037gL6IrUDCLKUA4+txA308DuOEeErjhl8OmSmFwLE5ydgpBSTf/01AI/jzaPA
        PCjvumMfbJOfNPNUJJT4Edw3KGWC1IuvbST3BjV5f4aR7mCFNdRW/aZp4+E5nc2f
        uXdvFyfaMMJjKPpEnlz+1efBUBIMiyBIPCT5w+TlOAH97pICNjOKVpPz38bzp2bH
        aMr6Qvmo7SKZNv3wFFGxbPiQEA62JpA4qaVLNwEfmX2bC1cji3Rm7xy6bEK8ZhSF
        TMARB68mECmsb0u0OkxoCFNo+zoMObg5pr/sroQzK4ITsaC6ZG4lCjY=
        =APgk
        -----END PGP PUBLIC KEY BLOCK-----

        """

    /// P-256; ends with 2024.
    static let cydKey = """
        -----BEGIN PGP PUBLIC KEY BLOCK-----

        mFIEZZIAgBMIKoZIzj0DAQcCAwSLbSlHlzmqeqD7PK+3dJHESdhxQ2FEGr/xY25o
        jKtobV/377s6uuCYLBGJjUfSBNw2G3H+u65xkuWY7wvbZ00utB1DeWQgRXhhbXBs
        ZSA8Y3lkQGV4YW1wbGUuY29tPoiWBBMTCAA+FiEEp+cZbw9tJZjbqLsIhbysse+U
        w5sFAmWSAIACGwMFCQHihQAFCwkIBwIGFQoJCAsCBBYCAwECHgECF4AACgkQhbys
        se+Uw5vZ2wEApRlGWmRHQWi8KA31x58Q5EmfVln/cQcWDk9VE6wPsAsBAKoxouWl
        olPIOan+GyarEpgTvl7RbySRskcNGmb0ny4F
        =nFPW
        -----END PGP PUBLIC KEY BLOCK-----

        """

    /// Brainpool, which cannot be verified.
    static let danKey = """
        -----BEGIN PGP PUBLIC KEY BLOCK-----

        mFMEZZIAgBMJKyQDAwIIAQEHAgMEU0fw7aXu0hRfqKf7qx9Xn7dvmPWZ+xTucFBj
        gvy7dGsveXfUcCq0/FXK3VVUG4FDW21H4vbINQGIozSIU3peBLQdRGFuIEV4YW1w
        bGUgPGRhbkBleGFtcGxlLmNvbT6IkAQTEwgAOBYhBDK+tD8anLfnewgioHe4uWJa
        90xMBQJlkgCAAhsDBQsJCAcCBhUKCQgLAgQWAgMBAh4BAheAAAoJEHe4uWJa90xM
        RoYA/iAniwCxuv5Bqy6Q78eQICHy4eVtDk677DezkK05LER9AQCJstAEidyHY+F1
        bRaYQQZAkwlu3cTMO/6s/kUg+xWCAg==
        =MP5w
        -----END PGP PUBLIC KEY BLOCK-----

        """

    /// Of the subkey.
    static let adaSignature = """
        -----BEGIN PGP SIGNATURE-----

        iIYEABYIAC4WIQRajyUXdNCou2Ja6vcTTCp7Al0tIgUCZoUfkBAcYWRhQGV4YW1w
        bGUuY29tAAoJEBNMKnsCXS0i8woBAOH7neruAwcLSMUoWUaSiggmKdFTdCtBTJzn
        F7CCZbboAP99JxVfc7BhRFV1zSvsmzZAHabGpRRuSjqtcKydqvB1Dg==
        =X+3S
        -----END PGP SIGNATURE-----

        """

    /// SHA-512.
    static let beaSignature = """
        -----BEGIN PGP SIGNATURE-----

        iQFEBAABCgAuFiEEV2+yZ6k9hLpvyPMv381JaknyEEcFAmaFH5AQHGJlYUBleGFt
        cGxlLmNvbQAKCRDfzUlqSfIQRwhECADE+qHj6/VhIjppzIdaJrT6YXltYq/5jX9X
        g4At3hM4Nn3IuC9dgT/zbeoM4pkhdfBgXLj7yFXj7QvbufhslcNTv0yUaJfsPfAE
        nvvKF9opn0XklXqAMcaRGbp+3YeJGjJyhKnlvSVxFE1BL+axhouKa1qfmo/EyUyu
        MeFSF950QCw2+8a+Jul34s5zt9KdTja0v39LGeZAbM/VfTr8z7jTAWHjK0rw/mYH
        MdZD5tzLia+8LMTKB0ON9tm8c1v/wD51b/LXvO84oF5HkNC6J4+q8/eVTKG4lfRx
        2qShlr6msfZO2o8S+7289Dei6kEMAbqT36p3i+1n44TFRhfQTWOw
        =VphH
        -----END PGP SIGNATURE-----

        """

    /// SHA-1.
    static let beaSignatureSHA1 = """
        -----BEGIN PGP SIGNATURE-----

        iQFEBAABAgAuFiEEV2+yZ6k9hLpvyPMv381JaknyEEcFAmaFH5AQHGJlYUBleGFt
        cGxlLmNvbQAKCRDfzUlqSfIQR4XPB/0SKHhfvscq9YwUAS9+ZKxZi4iNiLvkpqEr
        5mVJwU0EvLdAIc95TaQfHOiq8k95Z9fE+FLfZVEs6UPsI8I4n14sl0bXbwPVg9Xf
        aL0SwpMH7Hcs18yV6HoqdqiPBpHL97w5k+DELTIuW/AhZmmVQSpTNo2W81PxSPby
        gpr88aIsyhofcfe7KImoITYZHcI8z0R0Kt5f/oMFpEH96Z1dGwnIIaUZHMxCEc2G
        tp+81HfR7G946s4bNdyindgp2JS9TeeU6psMptihUQurSbdgiJPYflfZh+iO06Os
        2IAn6jQYHA0VhayLUTvmc7OtwKmTNdjpkJtloh4Bll/KG8KPTFC3
        =oKML
        -----END PGP SIGNATURE-----

        """

    /// Over text instead of bytes.
    static let beaSignatureText = """
        -----BEGIN PGP SIGNATURE-----

        iQFEBAEBCgAuFiEEV2+yZ6k9hLpvyPMv381JaknyEEcFAmaFH5AQHGJlYUBleGFt
        cGxlLmNvbQAKCRDfzUlqSfIQRxaNCACm1i8x8SdXuVMmZZNPS0QZrFHhz9CzTXbj
        bQ8UYZHG97jpoyqgYqMpuYeDc9NCCLRr3zuiIwXF5DhIUcLjvLYAsxVOSghOK7nG
        E5mdWxUiPr2PBlp6lzydXaMr1wD1NNEWJqOcrMgHF5iFRttEddOkEnA6eoEa9hIr
        vP5/QDJ5rsclDDIX9zFdncRCttpNPIU0CD/e6ytNVBj/OJWzH6hc+wDKvMzozJ4U
        Q4dadoZPlXFTy8rYBHMHaOMk0/UWW276mG2Pp4MQyAfQm8mkJTaSC1ZskKoSeAn4
        pyg326tklC5jT7e8EZ6SGHf4WQLqQqcgRItYLAVGOBUKVckaw4gh
        =qWmy
        -----END PGP SIGNATURE-----

        """

    /// By P-256.
    static let cydSignature = """
        -----BEGIN PGP SIGNATURE-----

        iIYEABMIAC4WIQSn5xlvD20lmNuouwiFvKyx75TDmwUCZoUfkBAcY3lkQGV4YW1w
        bGUuY29tAAoJEIW8rLHvlMObUH0A/j/fEf/brl2xWXeis/zGYRrY9ht1y+c0C2LM
        /K7++rghAPsGrodFk1OE90LF6yuiennLqddHID0nWmIobgc/04ajJw==
        =5mc2
        -----END PGP SIGNATURE-----

        """

    /// The signature itself ends two days later.
    static let cydSignatureForTwoDays = """
        -----BEGIN PGP SIGNATURE-----

        iIwEABMIADQWIQSn5xlvD20lmNuouwiFvKyx75TDmwUCZoUfkAWDAAKjABAcY3lk
        QGV4YW1wbGUuY29tAAoJEIW8rLHvlMObBTQA/3Wqv3eiiB0UgBbzhbUlbGnwobQi
        Do8HPHC1gooy+koOAP4yGVDqBDJ9ICayxgRnHHxcXls9kmrujJLOsmptIKQXoQ==
        =IJpf
        -----END PGP SIGNATURE-----

        """

    /// By the brainpool key.
    static let danSignature = """
        -----BEGIN PGP SIGNATURE-----

        iIYEABMIAC4WIQQyvrQ/Gpy353sIIqB3uLliWvdMTAUCZoUfkBAcZGFuQGV4YW1w
        bGUuY29tAAoJEHe4uWJa90xMTtIA/0Hqc+7oRVAwr0g8NYwNDnZaK9BcDt0fe0PQ
        NCwg9UyQAQCf56FWJZHqu1OoHCgHEtsvCkvKQp9MZQzQodH/qBh3eQ==
        =+W8N
        -----END PGP SIGNATURE-----

        """

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
