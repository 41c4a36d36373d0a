package api

import "encoding/json"

func (c *Client) speakCreate(t CreateTask) CreateTask {
	t.Type = TaskType(c.dialect.say(string(t.Type)))
	t.RunConfig = c.dialect.speakConfig(t.RunConfig)
	return t
}

func (d *dialect) speakConfig(raw json.RawMessage) json.RawMessage { return raw }
