"""All benchmarks: `make bench`, or `python -m benchmarks [--full]`. They report, and never fail."""

from benchmarks import browser, followers, growth, load, peak, price, sweep, training

if __name__ == "__main__":
    training.main()
    print()
    peak.main()
    print()
    price.main()
    print()
    followers.main()
    print()
    sweep.main()
    print()
    browser.main()
    print()
    load.print_figures()
    print()
    growth.main()
