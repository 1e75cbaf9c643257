package runner_test

import (
	"bytes"
	"net"
	"sync"
)

// scissors can cut the connections over which event logs are followed.
type scissors struct {
	mu        sync.Mutex
	followers []net.Conn
}

func (s *scissors) listen(network, address string) (net.Listener, error) {
	l, err := net.Listen(network, address)
	return &watched{l, s}, err
}

// cut breaks them all.
func (s *scissors) cut() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, conn := range s.followers {
		_ = conn.Close() // the peer sees it end, whatever this says
	}
}

type watched struct {
	net.Listener
	scissors *scissors
}

func (l *watched) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	return &seen{conn, l.scissors}, err
}

type seen struct {
	net.Conn
	scissors *scissors
}

func (c *seen) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if bytes.Contains(b[:n], []byte("log?follow=true")) {
		c.scissors.mu.Lock()
		defer c.scissors.mu.Unlock()
		c.scissors.followers = append(c.scissors.followers, c.Conn)
	}
	return n, err
}
