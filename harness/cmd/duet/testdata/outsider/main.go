// Command outsider is an implementation that is not duet: a gateway with a main of its own, which reads the contract's
// variables in its own way. A word on its command line makes it a bad one.
package main

import (
	"bytes"
	"context"
	"log"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/duet-conformance/duet/fakes/gateway"
)

func main() {
	// Of two streams Docker keeps no order, and what is said last would be lost before the rest of a flood.
	log.SetOutput(os.Stdout)
	told := map[string]string{}
	for _, variable := range os.Environ() {
		if name, value, ok := strings.Cut(variable, "="); ok {
			told[name] = value
		}
	}
	config := gateway.Config{
		SFBProxy: told["DUET_SFB_PROXY"], SIPDomain: told["DUET_SIP_DOMAIN"],
		SIPUsername: told["DUET_SIP_USERNAME"], SIPPassword: told["DUET_SIP_PASSWORD"],
		TeamsURL: told["DUET_TEAMS_URL"], TeamsTenant: told["DUET_TEAMS_TENANT"],
		TeamsClientID: told["DUET_TEAMS_CLIENT_ID"], TeamsClientSecret: told["DUET_TEAMS_CLIENT_SECRET"],
		ListenHost: told["DUET_LISTEN_HOST"], CAFile: told["DUET_CA_FILE"], Routing: told["DUET_ROUTING"], Dialect: told["DUET_DIALECT"],
	}
	life, over := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer over()
	for _, word := range os.Args[1:] {
		switch word {
		case "on-loopback": // where nobody outside of its container reaches it
			config.ListenHost = "127.0.0.1"
		case "deaf":
			signal.Ignore(syscall.SIGTERM)
		case "flooding":
			line := append(bytes.Repeat([]byte("drip "), 200), '\n')
			for range 32 << 10 {
				if _, err := os.Stdout.Write(line); err != nil {
					log.Fatal(err)
				}
			}
		default:
			log.Fatalf("%s is not a way to be bad", word)
		}
	}
	g, err := gateway.New(config)
	if err != nil {
		log.Fatal(err)
	}
	log.Print("serving on ", config.ListenHost)
	if err := g.Run(life); err != nil {
		log.Fatal(err)
	}
}
