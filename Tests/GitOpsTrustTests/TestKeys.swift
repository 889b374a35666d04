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
}
