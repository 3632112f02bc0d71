// long: two tables of commands, one on each side.
import Testing

@testable import MNCore
@testable import MNMachine

@Suite struct `A command of a blueprint` {
    /// Shells that are given a script, as text and so word by word.
    static let scripts = """
        sh -c x
        sh -ec x
        sh -euxc x
        bash -ci x
        bash -lc x
        bash --norc -c x
        bash --rcfile f -c x
        bash --rcfile=f -c x
        bash -o pipefail -c x
        bash -euo pipefail -c x
        bash +O extglob -c x
        sh -s
        sh -x -s a
        bash -oe pipefail -c x
        bash -oO pipefail extglob -c x
        zsh -oPOSIX_ARGZERO -c x
        mksh -T - -c x
        fish --debug all -c x
        nu --table-mode light -c x
        elvish -log f -c x
        xonsh --shell-type best -c x
        env -S 'bash -e' -c x
        env --split-string 'bash -e' -c x
        env -S 'sh\\_-c\\_x'
        env -S '${SHELL} -c x'
        start-stop-daemon -S --exec /bin/sh -- -c x
        sudo -s x
        sudo -i x
        sudo -su root x
        sudo --shell x
        doas -s x
        npx -c x
        npm exec -c x
        tmux new -d x
        hyperfine x
        rsh h x
        git -c 'alias.x=!y' x
        setarch x86_64 -R sh -c x
        perf stat sh -c x
        gdb --args bash -c x
        direnv exec . sh -c x
        mise exec -- bash -c x
        apptainer exec image sh -c x
        /usr/bin/srun -n 1 bash -lc x
        busybox-x86_64 sh -c x
        busybox msh -c x
        bash5.2-static -c x
        ksh93u -c x
        dash -c x
        ash -c x
        mksh -c x
        ksh93 -c x
        yash -c x
        tcsh -c x
        csh -fc x
        zsh -ic x
        fish --command=x
        fish --command x
        fish --com x
        fish -C x
        fish -d 3 -c x
        nu -c x
        nu --config f -c x
        nu --commands x
        elvish -c x
        SH -c x
        /bin/sh -c x
        /usr/local/bin/bash-5.2 -c x
        bash5 -c x
        bash.exe -c x
        -sh -c x
        bash_static -c x
        C:/msys/usr/bin/bash.EXE -c x
        /usr/bin/env sh -c x
        env -i VAR=1 bash -c x
        env VAR=1 OTHER=a=b sh -c x
        env -u HOME sh -c x
        env --unset=HOME sh -c x
        env -C /tmp sh -c x
        env -- sh -c x
        env - sh -c x
        env env env sh -c x
        env -S 'sh -c x'
        env -S'sh -c x'
        env -iS 'sh -c x'
        env -vS 'VAR=1 sh -c x'
        env --split-string='sh -c x'
        env --split 'sh -c x'
        env -S sh -c x
        env -S '-S "sh -c x"'
        busybox sh -c x
        docker run --entrypoint sh image -c x
        docker run --entrypoint=/bin/bash image -lc x
        flatpak run --command=sh app -c x
        snap run --shell app -c x
        nix-shell --run x
        socat - SYSTEM:x
        socat - "EXEC:sh -c x"
        /bin/busybox ash -c x
        busybox-1.36 env sh -c x
        toybox sh -c x
        nice sh -c x
        nice -n 5 sh -c x
        nice -5 sh -c x
        ionice -c 2 -n 1 sh -c x
        nohup sh -c x
        timeout 5 sh -c x
        timeout -k 1 5 sh -c x
        timeout --signal KILL 5 sh -c x
        gtimeout 5 sh -c x
        stdbuf -oL sh -c x
        stdbuf -o L sh -c x
        setsid -w sh -c x
        xargs sh -c x
        xargs -n 1 -I {} sh -c x
        sudo sh -c x
        sudo -u bob VAR=1 sh -c x
        sudo -iu bob -- sh -c x
        doas sh -c x
        su -c x
        su bob -c x
        su - bob --command x
        su --session-command=x bob
        runuser -u bob -- sh -c x
        chroot / sh -c x
        flock /tmp/l -c x
        flock -n /tmp/l sh -c x
        script -qc x /dev/null
        capsh -- -c x
        watch -n 1 x
        parallel x
        sg wheel x
        ssh host x
        ssh -p 22 bob@host x
        ssh -p22 host -T x
        find . -name a -exec sh -c x
        docker run --rm image sh -c x
        docker exec -it c bash -lc x
        kubectl exec pod -- sh -c x
        wsl -e bash -c x
        /lib64/ld-linux-x86-64.so.2 /bin/sh -c x
        time -p sh -c x
        strace -f -o t sh -c x
        cmd /c x
        cmd.exe /K x
        cmd /d /s /c x
        cmd /s/c x
        cmd /Cdir
        C:/Windows/System32/CMD.EXE /C x
        powershell -c x
        powershell -Command x
        powershell -NoProfile -com x
        powershell -EncodedCommand x
        powershell -e x
        powershell -enc x
        powershell -ec x
        powershell –Command x
        powershell /c x
        powershell -ep Bypass -c x
        powershell Get-Process
        powershell.exe -ExecutionPolicy Bypass x
        pwsh -c x
        pwsh -nop -Command x
        pwsh -i -c x
        pwsh-preview -CommandWithArgs x
        pwsh -
        """.split(separator: "\n").map(String.init)

    /// Programs that are none, and shells that run a file.
    static let programs = """
        mytool -c config.toml
        mytool --shell bash config.toml
        payloads/mytool sh -c x
        git -c user.name=x status
        npm run build -c x.json
        sudo -u sis python3 x.py
        bash payloads/run.sh -c 5
        python3 payloads/x.py -c 5
        python3 -c print
        env FOO=1 python3 x.py
        env -i python3 x.py -c 5
        env -u HOME python3 x.py -c 5
        env SHELL=/bin/sh python3 x.py -c 5
        env python3 x.py sh -c 5
        env -S 'python3 x.py -c 5'
        sh script.sh
        sh payloads/run.sh -c 5
        sh -e script.sh -s
        sh -- script.sh -c 5
        bash --norc script.sh -c 5
        bash -o pipefail script.sh -c
        bash -C script.sh
        bash -e script.sh
        bash --login
        sh-tool -c config
        shfmt -c x
        bashful -c x
        fisher --command x
        nutshell -c x
        timeout 5 python3 x.py -c 5
        timeout 5 python3 x.py --shell bash -c 5
        nice -n 5 python3 x.py
        flock /tmp/l python3 x.py -c 5
        busybox wget -c http://host/file
        docker run --entrypoint python3 image -c x
        docker run --entrypoint sh image script.sh
        socat - TCP:host:80
        socat - EXEC:cat
        ssh -N host
        ssh -p 22 host
        su
        docker run --rm image python3 x.py
        docker ps
        find . -name sh
        pwsh run.ps1 -c 5
        pwsh -File run.ps1 -Command 5
        powershell -NoProfile -ExecutionPolicy Bypass -File run.ps1 -c 5
        powershell run.ps1
        cmd
        node -e 1
        make -C folder
        tool /c
        """.split(separator: "\n").map(String.init)

    private static func read(_ field: JSON) throws -> Result<[String], PlainCommand.Fault> {
        try PlainCommand.words(JSONField(field))
    }

    private static func split(_ line: String) throws -> [String] {
        var splitter = WordSplitter(text: line)
        return try splitter.words()
    }

    @Test(arguments: scripts) func `gives no script to a shell`(line: String) throws {
        guard case .failure(.shell(let sign)) = try Self.read(.string(line)) else {
            Issue.record("not refused: \(line)")
            return
        }
        // Words that come ready are read alike, and so are those that are complete.
        let words = try Self.split(line)
        #expect(try Self.read(.strings(words)) == .failure(.shell(sign)))
        #expect(PlainCommand.fault(words) == .shell(sign))
    }

    @Test(arguments: programs) func `may be any other program`(line: String) throws {
        let words = try Self.split(line)
        #expect(try Self.read(.string(line)) == .success(words))
        #expect(PlainCommand.fault(words) == nil)
    }

    @Test(arguments: [
        ("a  b\tc", ["a", "b", "c"]), ("a 'b c' \"d e\"", ["a", "b c", "d e"]),
        ("a\"b\"'c'd", ["abcd"]), ("a '' \"\"", ["a", "", ""]),
        ("grep \"a|b&c;d<e>(f)*?~\"", ["grep", "a|b&c;d<e>(f)*?~"]),
        ("grep 'a|b`$(x)$HOME\n'", ["grep", "a|b`$(x)$HOME\n"]),
        ("a b\\ c \\| \\$HOME", ["a", "b c", "|", "$HOME"]),
        ("a \"\\\"\\$x\\y\"", ["a", "\"$x\\y"]), ("a 'x\\'", ["a", "x\\"]),
        ("a b#c d=e a[1] {x,y}", ["a", "b#c", "d=e", "a[1]", "{x,y}"]),
        ("a \"foo$\" $ $.", ["a", "foo$", "$", "$."]),
        ("a ${config.x} \"${env.Y}\" $\"x\"", nil),
        ("a ${config.x} \"${env.Y}\"", ["a", "${config.x}", "${env.Y}"]),
        ("a '\u{301}b c'", ["a", "\u{301}b c"]),
    ]) func `is split as a shell splits it`(text: String, words: [String]?) throws {
        let read = try Self.read(.string(text))
        if let words { #expect(read == .success(words)) } else { #expect((try? read.get()) == nil) }
    }

    @Test(arguments: [
        ("a | b", "'|'"), ("a && b", "'&'"), ("a;b", "';'"), ("a <b", "'<'"), ("a >b", "'>'"),
        ("a `b`", "'`'"), ("a \"`b`\"", "'`'"), ("(a)", "'('"), ("a *.txt", "'*'"), ("a b?", "'?'"),
        ("~/a", "'~'"), ("a\nb", "a line break"), ("a # b", "'#'"), ("#a", "'#'"),
        ("a $HOME", "'$H'"), ("a \"$HOME\"", "'$H'"), ("a $(b)", "'$('"), ("a ${HOME}", "'${'"),
        ("a $1", "'$1'"), ("a $@", "'$@'"), ("a $'x'", "'$''"), ("a \"$((1+1))\"", "'$('"),
        ("a '\\'|b", "'|'"), ("a \\\\|b", "'|'"),
    ]) func `needs no shell`(text: String, sign: String) throws {
        #expect(try Self.read(.string(text)) == .failure(.shell(sign)))
    }

    @Test(arguments: [
        ("", PlainCommand.Fault.empty), ("  ", .empty), ("'' a", .empty), ("a 'b", .openQuote),
        ("a \"b", .openQuote), ("a \\", .openQuote), ("a \"b\\\"", .openQuote),
        ("sh\u{0}x -c", .cutWord), ("a '\u{0}'", .cutWord), ("../a", .outside("../a")),
    ]) func `is whole`(text: String, fault: PlainCommand.Fault) throws {
        #expect(try Self.read(.string(text)) == .failure(fault))
    }

    @Test func `is read in steps in proportion to its words`() {
        let pieces = [
            ["env"], ["env", "-a"], ["env", "-S"], ["a=b"], ["docker", "sh", "-o"], ["sh", "-x"],
            ["timeout", "-a"], ["su", "-x"],
        ]
        for piece in pieces {
            let words = ["env"] + Array(repeating: piece, count: 2_000).flatMap(\.self)
            _ = PlainCommand.fault(words)
        }
    }
}
