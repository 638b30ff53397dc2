/// Certificates for `localhost` and `127.0.0.1`, valid until 2126, of an authority that exists in these tests alone.
enum TestCertificates {
    static let authority = """
        -----BEGIN CERTIFICATE-----
        MIIBpzCCAU2gAwIBAgIUHO7eSLmxt4DVZix8a2hM5YNA0gEwCgYIKoZIzj0EAwIw
        IDEeMBwGA1UEAwwVTGFyZGVyIHRlc3QgYXV0aG9yaXR5MCAXDTI2MTEyMjAxMTMw
        MVoYDzIxMjYxMDI5MDExMzAxWjAgMR4wHAYDVQQDDBVMYXJkZXIgdGVzdCBhdXRo
        b3JpdHkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARf4Y7l0g9s6yTibNEe3N/C
        o62O9+juoJgMaMP+TYhnsR1Ll75d16xTTaXFXgeQWW8RLVGF3UvlRwocBW9RE7sS
        o2MwYTAdBgNVHQ4EFgQUSikyCp/edQb/2FqVor4BJ881F4wwHwYDVR0jBBgwFoAU
        SikyCp/edQb/2FqVor4BJ881F4wwDwYDVR0TAQH/BAUwAwEB/zAOBgNVHQ8BAf8E
        BAMCAgQwCgYIKoZIzj0EAwIDSAAwRQIgQaB5P4N7+axMpcsa1BGH+1NGOnFxPBhR
        TQWJOsSCXiACIQCXN+7Zt8yUNH+Dzz/zN4iGqP4PJ0SFV/RZzDfRK+fAlQ==
        -----END CERTIFICATE-----
        """

    static let first = """
        -----BEGIN CERTIFICATE-----
        MIIBpjCCAU2gAwIBAgIUZPX2FOHlqPn2YXkCfA+LHO5SLacwCgYIKoZIzj0EAwIw
        IDEeMBwGA1UEAwwVTGFyZGVyIHRlc3QgYXV0aG9yaXR5MCAXDTI2MTEyMjAxMTMw
        MVoYDzIxMjYxMDI5MDExMzAxWjAQMQ4wDAYDVQQDDAVmaXJzdDBZMBMGByqGSM49
        AgEGCCqGSM49AwEHA0IABKwxTq2FgKA9KI2UK+RIgDv8Tq2IfL1L1WrwFDOQ9CS8
        Ke6j5+f3/sLmQM9eaI5fbCWKrWdVTEe5KvbFejgctY6jczBxMBoGA1UdEQQTMBGC
        CWxvY2FsaG9zdIcEfwAAATATBgNVHSUEDDAKBggrBgEFBQcDATAdBgNVHQ4EFgQU
        jgpe3g5I3EeBMPCt9rKrIDz7DLMwHwYDVR0jBBgwFoAUSikyCp/edQb/2FqVor4B
        J881F4wwCgYIKoZIzj0EAwIDRwAwRAIgeTd9/22DsNKVmgCh2+87+Jev7aO6RtoX
        kwV4nMztUokCICXJCK0mqsA2l9h+0/MJaNLs/QkA+NLq0qo6NI6aeOWh
        -----END CERTIFICATE-----
        """

    static let firstKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg4IBj2I2mAlaHq7k+
        uZDe4HEqG8T/e4Ke43H1ZEJZLCWhRANCAASsMU6thYCgPSiNlCvkSIA7/E6tiHy9
        S9Vq8BQzkPQkvCnuo+fn9/7C5kDPXmiOX2wliq1nVUxHuSr2xXo4HLWO
        -----END PRIVATE KEY-----
        """

    static let second = """
        -----BEGIN CERTIFICATE-----
        MIIBqTCCAU6gAwIBAgIUZPX2FOHlqPn2YXkCfA+LHO5SLagwCgYIKoZIzj0EAwIw
        IDEeMBwGA1UEAwwVTGFyZGVyIHRlc3QgYXV0aG9yaXR5MCAXDTI2MTEyMjAxMTMw
        MVoYDzIxMjYxMDI5MDExMzAxWjARMQ8wDQYDVQQDDAZzZWNvbmQwWTATBgcqhkjO
        PQIBBggqhkjOPQMBBwNCAAT/y48m+kCLMAVfH16oP0OHAQkT8AlwXOoyE828it1V
        Lwe9KeNCTolKZuqeTpEuFHoIFfYIdPjwJafKqSj7PdVYo3MwcTAaBgNVHREEEzAR
        gglsb2NhbGhvc3SHBH8AAAEwEwYDVR0lBAwwCgYIKwYBBQUHAwEwHQYDVR0OBBYE
        FImm09hyQTED78nORPoZPULNVH5oMB8GA1UdIwQYMBaAFEopMgqf3nUG/9halaK+
        ASfPNReMMAoGCCqGSM49BAMCA0kAMEYCIQCWVZ7rZELffipkNB/nebCeAfxesF0v
        qyGyXtc8OMpuowIhAOWjbxoUybbFst5kaFv0ngmMdKR//yOxpl7aakYsK+VB
        -----END CERTIFICATE-----
        """

    static let secondKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgtKXqmCy/khliQ6mi
        SEQ/2lM4OeXEw9dYLQ6aSyaGcyihRANCAAT/y48m+kCLMAVfH16oP0OHAQkT8Alw
        XOoyE828it1VLwe9KeNCTolKZuqeTpEuFHoIFfYIdPjwJafKqSj7PdVY
        -----END PRIVATE KEY-----
        """
}
