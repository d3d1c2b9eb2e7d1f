#!/usr/bin/env python3
"""A small commander for `sandtable seat --stdio`, to begin your own with.

It reads a line of JSON for each decision and writes one for each answer. Its judgement is a list
of wishes in order of urgency: the first option that begins with one of them, and that it has not
asked for within the last ten minutes of the story, is taken; where there is none it waits.

    python3 commander.py sandtable seat quiet-disk --stdio --seed 7

starts the game and plays it; without arguments it talks on its own stdin and stdout.
"""

import json
import subprocess
import sys

# What a commander wants, the most urgent first.
WISHES = [
    "take the page",
    "answer",
    "approve",
    "declare",
    "take incident commander",
    "send the",
    "size up",
    "page ",
    "assign",
    "ask ",
]
AGAIN_AFTER_S = 600
WAIT_S = 120


def decide(decision, asked):
    """The number of the option to take, or None to wait."""
    now = decision["now_s"]
    for wish in WISHES:
        for option in decision["options"]:
            words = option["words"]
            if not words.startswith(wish):
                continue
            if now - asked.get(words, -AGAIN_AFTER_S) >= AGAIN_AFTER_S:
                asked[words] = now
                return option["option"]
    return None


def play(lines, answers):
    """Answers every decision until the result comes."""
    asked = {}
    for line in lines:
        message = json.loads(line)
        if "error" in message:
            # The decision is still open. Whatever was wrong, waiting never is.
            answer = {"wait_s": WAIT_S}
        elif message["kind"] == "decision":
            number = decide(message, asked)
            answer = {"wait_s": WAIT_S} if number is None else {"option": number}
        elif message["kind"] == "result":
            print(f"score {message['score']} of 100", file=sys.stderr)
            return
        else:
            continue  # The hello: what is played, by whom.
        print(json.dumps(answer), file=answers, flush=True)


def main():
    if len(sys.argv) == 1:
        return play(sys.stdin, sys.stdout)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(sys.argv[1:], **pipes) as game:
        play(game.stdout, game.stdin)
    return game.returncode


if __name__ == "__main__":
    sys.exit(main())
