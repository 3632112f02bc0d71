import Testing

@testable import MNText

/// Names that look like any word, and numbers that look like any number: a label or a form tells what they are.
@Suite struct `What identifies by its label or its form` {
    static let serials = [
        ("Serial Number: PF3XY9Z1", "Serial Number: 000000000001"),
        ("serial: 0324018123456", "serial: 7000000000001"),
        ("SerialNumber : 5CG1234XYZ", "SerialNumber : 000000000001"),
        ("board_serial: ABC123456", "board_serial: 000000000001"),
        (
            "ServiceTag: 7ABCD12 Service Tag: 7ABCD12",
            "ServiceTag: 000000000001 Service Tag: 000000000001"
        ),
        ("Serial: /7ABCD12/CNWS2000AB00C1/", "Serial: 000000000001"),
        ("machine-id 0123456789abcdef0123456789abcdef", "machine-id 000000000001"),
        ("PCI serial 0x0324018123456789", "PCI serial 000000000001"),
        ("IMEI 490154203237518", "IMEI 700000000000001"),
        ("<serial>PF3XY9Z1</serial>", "<serial>000000000001</serial>"),
        (#"{"serial":324018123,"b":"PF3XY9Z1"}"#, #"{"serial":700000001,"b":"PF3XY9Z1"}"#),
        (#"\"serial_number\": \"PF3XY9Z1\""#, #"\"serial_number\": \"000000000001\""#),
    ]

    static let cards = [
        ("mac 3c58.c2aa.bbcc.", "mac 0000.5e00.5301."),
        ("3c58.c2aa.bbcc 3C-58-C2-AA-BB-CC", "0000.5e00.5301 00-00-5e-00-53-01"),
        ("MacAddress: 3C58C2AABBCC", "MacAddress: 00005e005301"),
    ]

    static let homes = [
        (#"open C:\Users\Anna Meier\.docker\x: denied"#, #"open C:\Users\user\.docker\x: denied"#),
        (#""C:\\Users\\Anna Meier\\x""#, #""C:\\Users\\user\\x""#),
        ("C:/Users/Anna Meier/x", "C:/Users/user/x"),
        (#"C:\Users\anna is full, not C:\x"#, #"C:\Users\user is full, not C:\x"#),
        (#"\\fileserver7\share\x"#, #"\\h1.invalid\share\x"#),
        (#""\\\\fileserver7\\share""#, #""\\\\h1.invalid\\share""#),
        ("%2Fhome%2Fannam%2Fx", "%2Fhome%2Fuser%2Fx"),
        ("C%3A%5CUsers%5CAnna%20Meier%5Cx", "C%3A%5CUsers%5Cuser%5Cx"),
        (#"\/home\/annam\/x"#, #"\/home\/user\/x"#), ("/home//annam/x", "/home//user/x"),
        ("/home2/annam/x", "/home2/user/x"), ("~annam/x", "~user/x"),
    ]

    static let names = [
        (
            "uid=1000(annam) gid=1000(annam) groups=1000(annam),27(sudo),1001(lab-anna)",
            "uid=1000(user) gid=1000(user) groups=1000(user),27(sudo),1001(user2)"
        ),
        (#""Username":"annam""#, #""Username":"user""#),
        (#"{\"Username\":\"annam\"}"#, #"{\"Username\":\"user\"}"#),
        ("username=annam: denied", "username=user: denied"),
        (#"username=annam\nhostname=annabox"#, #"username=user\nhostname=h1.invalid"#),
        (#"User: CORP\annam"#, #"User: h1.invalid\user"#),
        (#""User":"CORP\\annam""#, #""User":"h1.invalid\\user""#),
        (#"User: CORP\nina"#, #"User: h1.invalid\nuser"#),
        ("User: Anna Meier", "User: user"), ("user: annam, x", "user: user, x"),
        ("Username: annam Registry: x", "Username: user Registry: x"),
        ("logged in as annam", "logged in as user"), ("--user annam -x", "--user user -x"),
        ("for user 'annam'", "for user 'user'"), ("SUDO_USER=annam", "SUDO_USER=user"),
        ("hostname=annabox", "hostname=h1.invalid"), ("HOSTNAME: annabox9", "HOSTNAME: h1.invalid"),
        ("Host Name:      ANNA-PC", "Host Name:      h1.invalid"),
        ("Host Name . . . . . . . : ANNA-PC", "Host Name . . . . . . . : h1.invalid"),
        (
            "COMPUTERNAME=ANNA-PC7 hostname: anna-pc7:80",
            "COMPUTERNAME=h1.invalid hostname: h1.invalid:80"
        ),
        (#"Logon Server:   \\ANNA-PC"#, #"Logon Server:   \\h1.invalid"#),
        ("anna@box:~$ ls", "user@h1.invalid:~$ ls"), ("[anna@box ~]$", "[user@h1.invalid ~]$"),
        ("user anna@annas-thinkpad", "user user@h1.invalid"),
        ("ssh anna@box x", "ssh user@h1.invalid x"),
        ("root@box:/# x", "user@h1.invalid:/# x"),
    ]

    static let forms = [
        (
            "S-1-5-21-1111111111-2222222222-3333333333-1001",
            "S-1-5-21-1000000000-1000000000-1000000001-1001"
        ),
        ("annam.tail1234.ts.net", "h1.invalid"), ("x-10.44.3.2:80", "x-192.0.2.1:80"),
        ("10-44-3-2.dsl.isp.example", "h1.invalid"),
    ]

    @Test(arguments: serials + cards + homes + names + forms)
    func `has a stand-in`(text: String, expected: String) {
        var standIns = StandIns()
        let result = standIns.replaced(text)
        #expect(result == expected)
        #expect(standIns.replaced(result) == result)
        var others = StandIns()
        #expect(others.replaced(result) == result)
        var known = StandIns(`A stand-in`.identity)
        #expect(known.replaced(result) == result)
    }

    @Test(arguments: [
        // Prose and help.
        "--set-hostname=      Set the hostname associated with the GPU.",
        "Fixed by the user: `Package.swift`, `Sources/MNCore`",
        // No serial numbers.
        "Serial Number: N/A", "serial: 0", "Serial: 0000000000000000", "serial: 1.2.3",
        "serial console ttyS0", "serial: ttyS0", "Serial Attached SCSI controller",
        "SerialNumber=3",
        "Serial Number: To Be Filled By O.E.M.", "[00000000:0C:00.0] serial: 0000:01:00.0",
        "serial: /dev/ttyUSB0",
        // No cards.
        "2024.0115.1234", "10.0.22631.4317", "1.2024.0115.beef", "sha256:3c58c2aabbcc",
        "mac: arm64",
        // No homes.
        "/usr/lib", "/var/run/docker.sock", #"C:\Users\Public\x"#, #"\\.\pipe\docker_engine"#,
        #"\\wsl.localhost\Ubuntu\x"#, #"a\\d+\.b"#, "~/x", "~root/x", "~10/s", "1.0~rc1/x",
        #"PCI\\VEN_10DE&DEV_2D05\\3"#, "%2Fusr%2Flib",
        // No names.
        "the user is not in the group", "user: required", #""role":"user""#, #"{"role": "user"}"#,
        "username is required", "hostname: not found", "hostname=localhost", "user=root",
        "User: 1000:1000", "uid=0(root) gid=0(root) groups=0(root),27(sudo)",
        #"User: NT AUTHORITY\SYSTEM"#, #"{"user": null, "hostname": ""}"#, "user=%s", "user=get()",
        "/home/user: full", "superuser: x", "x509: hostname mismatch", #""type":"user""#,
        "User-Agent: curl", "host: gemma4:e2b", "127.0.0.1 localhost", "NVIDIA GeForce RTX 4090",
        "ai/gemma3:4B-Q4_K_M", "image@sha256:/", "pkg@1.2:/",
        // No forms.
        #"x\nuser@h1.invalid y"#, "S-1-5-18", "S-1-5-32-544", "cuda-10.2.89.1",
        "libcublas-10.2.1.243", "x-1.2.3.4",
        "10-12-2024.log.gz", "1-2-3-4.a.b.c", "2026-11-27.a.example",
    ]) func `is nothing that tells nothing`(text: String) {
        var standIns = StandIns()
        #expect(standIns.replaced(text) == text)
    }

    @Test(
        arguments: [
            ("hostname", "annabox", "h1.invalid"), ("Username", "annam", "user"),
            ("user", #"CORP\annam"#, #"h1.invalid\user"#),
            ("serial_number", "PF3XY9Z1", "000000000001"),
            ("User", "annam at 10.1.2.3", nil), ("name", "annam", nil), ("user", "user", nil),
            ("hostname", "localhost", nil), ("serial", "N/A", nil),
        ] as [(String, String, String?)])
    func `is the value of a member whose name says so`(
        key: String, value: String, expected: String?
    ) {
        var standIns = StandIns()
        #expect(standIns.labelled(key, value) == expected)
    }

    @Test func `is a number that stays one`() {
        var standIns = StandIns()
        #expect(standIns.labelled("serial", 324_018_123_456) == 700_000_000_001)
        #expect(standIns.labelled("serial", 700_000_000_001) == nil)
        #expect(standIns.labelled("serial", 3) == nil)
        #expect(standIns.labelled("user", 1000) == nil)
        #expect(standIns.labelled("size", 324_018_123_456) == nil)
    }

    @Test func `is left to the words where every word goes`() {
        var standIns = StandIns(isClosed: true)
        let text =
            #"hostname=annabox serial: PF3XY9Z1 3c58.c2aa.bbcc \\srv7\x ~annam/x anna@box:~$"#
        #expect(standIns.replaced(text) == text)
    }
}
