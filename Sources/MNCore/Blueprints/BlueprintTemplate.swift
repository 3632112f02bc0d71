/// The smallest blueprint that validates and runs: one worker on the host that asks its model something.
package struct BlueprintTemplate: Hashable, Sendable {
    /// A file below the blueprint's folder.
    package struct File: Hashable, Sendable {
        package var path: String
        package var text: String
    }

    /// The name of the folder, made safe for the names of runs and containers.
    package let id: String
    package let name: String
    /// As they should be written: a folder that holds the last, the manifest, holds all.
    package let files: [File]

    /// The name of the node, of its folder below `payloads`, and of its program.
    private static let worker = "worker"
    /// What a folder is called of whose name nothing can be used.
    private static let fallback = "blueprint"
    /// The most letters of an id.
    private static let idLimit = 64

    /// - Parameter folder: the name of the folder in which the blueprint will lie.
    package init(_ model: Model, folder: String) {
        id = Self.id(folder)
        let shown = Sanitized.line(folder)
        name = ["", ".", ".."].contains(shown) ? Self.fallback : shown
        files = [
            File(
                path: "payloads/\(Self.worker)/\(Self.worker).py",
                text: WorkerProgram(purpose: model.purpose).text),
            File(path: "config/default.json", text: Self.configuration(model).text() + "\n"),
            File(path: "manifest.json", text: Self.manifest(id, name).text() + "\n"),
        ]
    }

    /// Lower-case ASCII letters, digits and `_`, with a dash for whatever stands between them.
    private static func id(_ folder: String) -> String {
        let words = folder.lowercased().split { letter in
            !(letter.isASCII && (letter.isLetter || letter.isNumber || letter == "_"))
        }
        let id = String(words.joined(separator: "-").prefix(idLimit))
        let trimmed = id.hasSuffix("-") ? String(id.dropLast()) : id
        return trimmed.isEmpty ? fallback : trimmed
    }

    private static func manifest(_ id: String, _ name: String) -> JSON {
        [
            "manifest_version": "1.0", "graph_id": .string(id), "job_name": .string(name),
            "entrypoints": [.string(worker)],
            "nodes": [
                [
                    "node_id": .string(worker),
                    "config": [
                        "runner_module": .string(BlueprintWorker.hostModule),
                        "command": ["python3", .string("\(worker).py")],
                        "upload_path": .string(worker),
                    ],
                ]
            ],
        ]
    }

    private static func configuration(_ model: Model) -> JSON {
        var entry: JSONObject = [
            "provider": .string(Model.runnerProvider), "mode": "openai_compatible",
            "runtime_model": .string(model.id), "model": .string(model.id), "api_base": "auto",
            "backend": .string(model.backend.name),
        ]
        if let size = model.contextSize { entry["context_size"] = .integer(size) }
        entry["timeout_seconds"] = 60
        if model.purpose == .completion { entry["max_tokens"] = 800 }
        return [
            "llm": [
                "enabled": true, "default_config": "primary",
                "configs": ["primary": .object(entry)],
            ]
        ]
    }
}

/// The program of a new blueprint's worker: Python 3 and its standard library.
struct WorkerProgram {
    let purpose: Model.Purpose

    var text: String {
        """
        \"\"\"Asks the model of this blueprint, and prints its answer.

        mn blueprint run sets the variables MN_LLM_*, from config/default.json.
        \"\"\"
        import http.client
        import json
        import os
        import sys
        import urllib.error
        import urllib.request


        def fail(problem):
            sys.exit("worker: " + " ".join(str(problem).split()))


        def variable(name):
            return os.environ.get(name) or fail(name + " is not set; start it with mn blueprint run")


        def number(name, otherwise):
            text = os.environ.get(name) or otherwise
            try:
                if 0 < float(text) < 1e10:
                    return float(text)
            except ValueError:
                pass
            return fail(f"{name} is '{text}', and should be a number above 0")


        def ask(url, body):
            timeout = min(number("MN_LLM_TIMEOUT_SECONDS", "60"), 86400)
            # The Model Runner is near: no proxy stands between.
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            try:
                request = urllib.request.Request(
                    url, json.dumps(body).encode(), {"Content-Type": "application/json"})
                try:
                    response = opener.open(request, timeout=timeout)
                except urllib.error.HTTPError as refusal:
                    response = refusal
                text = response.read().decode(errors="replace")
            except (OSError, ValueError, http.client.HTTPException) as error:
                fail(f"{url} gave no answer: {getattr(error, 'reason', error)}")
            if response.code != 200:
                fail(f"{url} answered {response.code}: {text[:300]}")
            try:
                return json.loads(text)
            except ValueError:
                fail(f"{url} answered what is no JSON: {text[:300]}")


        base = variable("MN_LLM_API_BASE").rstrip("/")
        model = variable("MN_LLM_MODEL")
        # What stands behind -- in mn blueprint run PATH -- TEXT.
        text = " ".join(sys.argv[1:]) or "\(question)"
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")

        \(part)

        """
    }

    /// What is asked if the user asks nothing.
    private var question: String {
        switch purpose {
        case .completion: "Say hello in one sentence."
        case .embedding: "Hello"
        case .reranking: "Which animal purrs?"
        }
    }

    /// The request, and what is printed of its answer.
    private var part: String {
        switch purpose {
        case .completion:
            """
            tokens = int(number("MN_LLM_MAX_TOKENS", "800"))
            answer = ask(base + "/chat/completions", {
                "model": model, "max_tokens": tokens, "messages": [{"role": "user", "content": text}]})
            try:
                content = answer["choices"][0]["message"]["content"]
            except (LookupError, TypeError):
                fail(f"the answer holds no message: {str(answer)[:300]}")
            print(content or fail(f"the answer is empty; max_tokens ({tokens}) may be too few"))
            """
        case .embedding:
            """
            answer = ask(base + "/embeddings", {"model": model, "input": text})
            try:
                vector = answer["data"][0]["embedding"]
                print(f"{len(vector)} numbers, the first of them", *vector[:4])
            except (LookupError, TypeError):
                fail(f"the answer holds no vector: {str(answer)[:300]}")
            """
        case .reranking:
            """
            documents = ["A cat on a sofa.", "A stone in a river."]
            answer = ask(base.rsplit("/v1", 1)[0] + "/rerank", {
                "model": model, "query": text, "documents": documents})
            try:
                for result in answer["results"]:
                    print(result["relevance_score"], documents[result["index"]])
            except (LookupError, TypeError):
                fail(f"the answer holds no results: {str(answer)[:300]}")
            """
        }
    }
}
