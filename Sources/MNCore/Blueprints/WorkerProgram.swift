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
